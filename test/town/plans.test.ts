import assert from 'node:assert/strict';
import { townItems } from '../../sandbox/town/items.js';
import { thumbnail } from '../../sandbox/town/pictures/thumbnails.js';

describe('The plans of the town', () => {
  it('are the same every time they are made', () => {
    const [first, second] = [townItems(), townItems()];
    for (const [index, service] of first.services.entries()) {
      assert.deepEqual(service.layers, second.services[index]?.layers);
    }
    assert.deepEqual(thumbnail('townMap'), thumbnail('townMap'));
  });

  it('hold a layer of 20,000 rows and none of fewer than 50', () => {
    const sizes = townItems().services.flatMap((service) => service.layers.map((layer) => layer.rows.length));
    assert.equal(Math.max(...sizes), 20_000);
    assert.ok(Math.min(...sizes) >= 50);
  });

  it('hold every kind of field, and nulls in most fields that may be null', () => {
    const layers = townItems().services.flatMap((service) => service.layers);
    const types = new Set(layers.flatMap((layer) => layer.definition.fields.map((field) => field.type)));
    for (const type of ['SmallInteger', 'Integer', 'Double', 'Date', 'String', 'GUID', 'GlobalID', 'OID']) {
      assert.ok(types.has(`esriFieldType${type}`), type);
    }
    const withNulls = layers.filter((layer) =>
      layer.rows.some((row) => Object.values(row.attributes).includes(null)),
    );
    assert.ok(withNulls.length >= layers.length - 1);
  });

  it('hold values that their domains allow', () => {
    for (const { definition, rows } of townItems().services.flatMap((service) => service.layers)) {
      for (const { name, domain } of definition.fields) {
        const values = rows
          .map((row) => row.attributes[name])
          .filter((value) => value !== null && value !== undefined);
        if (domain?.type === 'codedValue') {
          const codes = (domain.codedValues as { code: unknown }[]).map((one) => one.code);
          assert.ok(
            values.every((value) => codes.includes(value)),
            `${definition.name}.${name}`,
          );
        }
        if (domain?.type === 'range') {
          const [low = 0, high = 0] = domain.range as number[];
          assert.ok(
            values.every((value) => Number(value) >= low && Number(value) <= high),
            `${definition.name}.${name}`,
          );
        }
      }
    }
  });

  it('hold texts that fit into their fields', () => {
    for (const { definition, rows } of townItems().services.flatMap((service) => service.layers)) {
      for (const { name, length, type } of definition.fields) {
        if (type !== 'esriFieldTypeString' || length === undefined) continue;
        const longest = Math.max(...rows.map((row) => String(row.attributes[name] ?? '').length));
        assert.ok(longest <= length, `${definition.name}.${name}: ${longest} characters, ${length} allowed`);
      }
    }
  });

  it('hold inspections of hydrants that exist', () => {
    const [points, visits] = townItems().services.find((service) => service.key === 'hydrants')?.layers ?? [];
    const known = new Set(points?.rows.map((row) => row.attributes.GlobalID));
    assert.equal(known.size, points?.rows.length);
    assert.ok(visits?.rows.every((row) => known.has(row.attributes.hydrant_guid)));
  });
});

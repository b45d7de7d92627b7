import assert from 'node:assert/strict';
import type { RunReport } from '../../lib/copy/run/report.js';
import { failures } from '../support/reports.js';
import { compareCopies } from './support/compare-copies.js';
import { readExample } from './support/example.js';
import { type Stage, startStage } from './support/stage.js';

/** What a second run changed, to be read in a failure. */
const notUnchanged = ({ rows }: RunReport): string =>
  rows
    .flatMap(({ outcome, source }) => (outcome === 'unchanged' ? [] : [`${source.title}: ${outcome}`]))
    .join('\n');

describe('the examples that copy, as they come', function () {
  this.timeout(300_000);

  let stage: Stage;
  /** What the target has already: a description of a file may lead to a map. */
  const earlier: RunReport[] = [];

  before(async () => {
    stage = await startStage();
  });

  after(async () => {
    await stage?.close();
  });

  it('"Copy maps and apps" copies the maps and apps with what they need, and deletes nothing', async () => {
    const example = await readExample('4 - Copy maps and apps');
    example.tap('maps-report', 'report', stage.nodeRed.collector);
    await stage.nodeRed.deploy(example.nodes);
    stage.pair.target.requests.clear();
    const next = stage.nextReport();
    await stage.nodeRed.press('maps-copy-button');
    const report = await next;

    assert.equal(failures(report), '');
    assert.equal(report.residue.unlisted, 0);
    const announced = report.rows.filter(({ onBehalfOf }) => onBehalfOf === undefined);
    assert.equal(announced.length, report.found);
    for (const { source } of announced)
      assert.match(source.type, /^(Web Map|Dashboard|Web Mapping Application)$/);
    assert.ok(report.rows.some(({ source }) => source.type === 'Feature Service'));
    const deleted = stage.pair.target.requests.all().filter(({ path }) => /\/delete(Items)?$/.test(path));
    assert.deepEqual(
      deleted.map(({ path }) => path),
      [],
    );
    earlier.push(report);
    await compareCopies(stage, report);

    const again = stage.nextReport();
    await stage.nodeRed.press('maps-copy-button');
    const second = await again;
    assert.equal(failures(second), '');
    assert.equal(second.outcomes.unchanged, second.rows.length, notUnchanged(second));
    // What the maps need is used as it is the second time, and not looked through again.
    const ofAnnounced = ({ rows }: RunReport) =>
      rows.flatMap(({ residue, onBehalfOf }) => (onBehalfOf === undefined ? residue : [])).length;
    assert.equal(ofAnnounced(second), ofAnnounced(report));
    assert.equal(second.residue.unlisted, 0);
  });

  it('"Copy files" copies every file byte by byte, and nothing else', async () => {
    const example = await readExample('3 - Copy files');
    example.tap('files-report', 'report', stage.nodeRed.collector);
    await stage.nodeRed.deploy(example.nodes);
    const next = stage.nextReport();
    await stage.nodeRed.press('files-copy-button');
    const report = await next;

    assert.equal(failures(report), '');
    assert.equal(report.rows.length, report.found);
    assert.ok(report.outcomes.created > 0);
    for (const { target } of report.rows) assert.ok(target);
    const types = new Set(report.rows.map(({ source }) => source.type));
    assert.ok(types.size >= 10, [...types].join(', '));
    for (const type of ['Feature Service', 'Web Map', 'Dashboard']) assert.ok(!types.has(type), type);
    await compareCopies(stage, ...earlier, report);
  });
});

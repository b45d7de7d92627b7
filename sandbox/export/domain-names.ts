import type { Domain, FieldType } from '../services/layer-definition.js';
import type { ExportedTable } from './exported-table.js';

/** A domain of a geodatabase. */
interface NamedDomain {
  name: string;
  domain: Domain;
  type: FieldType;
}

/** The domains of a file, and which field has which: by class, then by field. */
export interface DomainNames {
  domains: NamedDomain[];
  byField: Map<string, Map<string, string>>;
}

/** Gives each domain of the tables a name: a geodatabase has one list for all classes, so another domain of a taken name gets a number. */
export function domainNames(tables: ExportedTable[]): DomainNames {
  const domains: NamedDomain[] = [];
  const byField: DomainNames['byField'] = new Map();
  for (const table of tables) {
    const own = new Map<string, string>();
    byField.set(table.name, own);
    for (const { name: field, domain, type } of table.fields) {
      if (domain && (domain.codedValues || domain.range))
        own.set(field, nameFor(domain, type, field, domains));
    }
  }
  return { domains, byField };
}

function nameFor(domain: Domain, type: FieldType, field: string, domains: NamedDomain[]): string {
  const wanted = domain.name || field;
  const content = contentOf(domain, type);
  for (let count = 0; ; count += 1) {
    const name = count === 0 ? wanted : `${wanted}_${count}`;
    const same = domains.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!same) {
      domains.push({ name, domain, type });
      return name;
    }
    if (contentOf(same.domain, same.type) === content) return same.name;
  }
}

function contentOf({ codedValues, range, type }: Domain, fieldType: FieldType): string {
  return JSON.stringify([fieldType, type, codedValues?.map(({ code, name }) => [code, name]), range]);
}

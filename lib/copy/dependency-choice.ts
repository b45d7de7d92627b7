import type { Item } from '../items/item.js';
import { type ItemFamily, kindOf } from '../items/item-kinds.js';
import type { CopySettings, DependencyChoice, DependencyGroup } from './copy-settings.js';

/** A map or app brings what it is made of up to date, and works with the layers and files that are there. */
const DEFAULTS: Readonly<Record<DependencyGroup, DependencyChoice>> = {
  documents: 'update',
  layers: 'reuse',
  files: 'reuse',
};

const GROUPS: Readonly<Record<ItemFamily, DependencyGroup>> = {
  maps: 'documents',
  apps: 'documents',
  layers: 'layers',
  views: 'layers',
  files: 'files',
};

/** What is done with an item that another one needs and that nobody chose. */
export function dependencyChoice({ dependencies = {} }: CopySettings, item: Item): DependencyChoice {
  if (typeof dependencies === 'string') return dependencies;
  const group = GROUPS[kindOf(item).family];
  return dependencies[group] ?? DEFAULTS[group];
}

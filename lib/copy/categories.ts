import type { ReadablePortal } from '../portal/portal.js';
import { isRefusal } from './identity/origins.js';

interface Category {
  title?: unknown;
  categories?: Category[];
}

/** The content categories that the target's organisation has, read once and only if an item has any. */
export class Categories {
  private paths: Promise<Set<string>> | null = null;

  constructor(private readonly target: ReadablePortal) {}

  /**
   * Sorts category paths ("/Categories/Water") into those that the target has, and the others: an organisation sets its categories as a
   * whole, so none is made here. Titles are compared without case.
   */
  async sort(paths: string[], signal: AbortSignal): Promise<{ known: string[]; missing: string[] }> {
    if (!paths.length) return { known: [], missing: [] };
    this.paths ??= this.read(signal);
    this.paths.catch(() => {
      this.paths = null;
    });
    const there = await this.paths;
    return {
      known: paths.filter((path) => there.has(path.toLowerCase())),
      missing: paths.filter((path) => !there.has(path.toLowerCase())),
    };
  }

  private async read(signal: AbortSignal): Promise<Set<string>> {
    try {
      const answer = await this.target.read<{ categorySchema?: Category[] }>(
        '/portals/self/categorySchema',
        {},
        { signal },
      );
      return new Set(pathsOf(answer.categorySchema ?? [], ''));
    } catch (error) {
      if (isRefusal(error)) return new Set();
      throw error;
    }
  }
}

function pathsOf(categories: Category[], above: string): string[] {
  return categories.flatMap(({ title, categories: below = [] }) => {
    const path = `${above}/${String(title).toLowerCase()}`;
    return [path, ...pathsOf(below, path)];
  });
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Real documents and data lie beside the repository where it is developed and checked; they are not part of it. */
export const FOLDER = path.resolve(process.cwd(), '..', 'shared', 'fixtures');

export const fixturesPresent = existsSync(FOLDER);

export const fixture = (...parts: string[]): string => path.join(FOLDER, ...parts);

export const document = async (...parts: string[]): Promise<unknown> =>
  JSON.parse(await readFile(fixture('items', ...parts), 'utf8')) as unknown;

/** The name of a suite over real input; says so where that input is missing. */
export const overRealInput = (title: string): string =>
  fixturesPresent ? title : `${title} (left out: ../shared/fixtures is not here)`;

import { stat } from 'node:fs/promises';
import { RestClient } from '../town/rest/rest-client.js';
import { loadData } from './load-data.js';
import { type LoadLog, loadDocuments } from './load-documents.js';
import { readDocuments } from './read-documents.js';

/** What is needed of a portal: its addresses and its administrator, to whom the items belong. */
export interface LoadedPortal {
  url: string;
  serverUrl: string;
  admin: { username: string; password: string };
}

/**
 * Loads a folder of documents (`items`) and files (`data`) into a portal through its REST API. Doing it again adds only what is new.
 * @throws Error if there is no such folder
 */
export async function loadFolder(portal: LoadedPortal, folder: string, log: LoadLog): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new Error(`There is no folder ${folder} to load.`);
  const client = await RestClient.signIn(portal, portal.admin);
  await loadData(client, folder, log);
  const documents = await readDocuments(folder, (file, reason) => log(`${file} is left out: ${reason}.`));
  await loadDocuments(client, portal.url, documents, log);
}

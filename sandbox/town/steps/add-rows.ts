import type { Row } from '../layers/plan.js';
import type { Json, RestClient } from '../rest/rest-client.js';

/** Rows in one call; services take about this many. */
const page = 2000;

/**
 * Adds rows to a layer and looks at the result of each.
 * @param address of the layer: `…/FeatureServer/0`
 * @returns ObjectIDs by GlobalID
 */
export async function addRows(
  client: RestClient,
  address: string,
  rows: Row[],
): Promise<Map<string, number>> {
  const objectIds = new Map<string, number>();
  const useGlobalIds = rows[0]?.attributes.GlobalID !== undefined;
  for (let start = 0; start < rows.length; start += page) {
    const adds = rows.slice(start, start + page);
    const answer = await client.service(`${address}/applyEdits`, {
      adds,
      useGlobalIds,
      rollbackOnFailure: true,
    });
    const results = (answer.addResults ?? []) as Json[];
    adds.forEach((row, index) => {
      const result = results[index];
      if (result?.success !== true) {
        throw new Error(
          `${address} refused row ${start + index + 1}: ${JSON.stringify(result?.error ?? result)}`,
        );
      }
      if (useGlobalIds) objectIds.set(String(row.attributes.GlobalID), Number(result.objectId));
    });
  }
  return objectIds;
}

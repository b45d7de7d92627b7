import type { Attachment } from '../layers/plan.js';
import { inTurns } from '../rest/in-turns.js';
import type { Json, RestClient } from '../rest/rest-client.js';

/**
 * Adds files to the rows of a layer.
 * @param address of the layer: `…/FeatureServer/0`
 * @param objectIds of the rows, by GlobalID
 */
export async function addAttachments(
  client: RestClient,
  address: string,
  attachments: Attachment[],
  objectIds: Map<string, number>,
): Promise<void> {
  await inTurns(4, attachments, async ({ row, name, contentType, keywords, bytes }) => {
    const answer = await client.service(
      `${address}/${objectIds.get(row)}/addAttachment`,
      keywords === '' ? {} : { keywords },
      { attachment: { bytes, name, contentType } },
    );
    const result = answer.addAttachmentResult as Json | undefined;
    if (result?.success !== true)
      throw new Error(`${address} refused ${name}: ${JSON.stringify(result?.error ?? answer)}`);
  });
}

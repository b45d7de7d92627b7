import { ValueError } from '../field-values.js';
import type { ServicesContext } from '../services-context.js';

/** Throws ValueError for an attachment that is too large or of a kind that is not taken. */
export function checkAttachment(context: ServicesContext, attachment: { name: string; size: number }): void {
  const { attachmentBytes, attachmentsRefused } = context.switches();
  if (attachmentBytes > 0 && attachment.size > attachmentBytes) {
    throw new ValueError(`The attachment exceeds the maximum allowed size of ${attachmentBytes} bytes.`);
  }
  const ending = attachment.name.split('.').pop()?.toLowerCase() ?? '';
  if (attachment.name.includes('.') && attachmentsRefused.includes(ending)) {
    throw new ValueError(`Attachments of type '${ending}' are not supported.`);
  }
}

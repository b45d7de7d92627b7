/** What an ArcGIS service says when it fails, in one form. */
export interface ErrorEnvelope {
  /** Absent in some failures, such as those of createService. */
  code: number | undefined;
  messageCode: string | undefined;
  /** `message` and those `details` that add something, in one text. */
  message: string;
}

/**
 * The error in an answer of the REST API, or null if it is none. ArcGIS sends errors with HTTP status 200 in several shapes:
 * `{"error":{"code","messageCode"?,"message","details"?}}`, with `success:false` beside it, `{"status":"error","code","messages"}` from
 * the server's administrator API, `{"code","message","status":"failure"}` from billing.
 * A job that failed (`status: "failed"`) is an answer, not an error of the call.
 */
export function errorEnvelope(answer: unknown): ErrorEnvelope | null {
  if (!isRecord(answer)) return null;
  if (isRecord(answer.error)) return fromError(answer.error);
  if (typeof answer.error === 'string' && typeof answer.error_description === 'string') {
    return { code: numeric(answer.code), messageCode: answer.error, message: answer.error_description };
  }
  if (answer.status === 'error' && Array.isArray(answer.messages)) {
    return { code: numeric(answer.code), messageCode: undefined, message: words(undefined, answer.messages) };
  }
  const code = numeric(answer.code);
  if (answer.status === 'failure' && code !== undefined && code >= 400) {
    return { code, messageCode: undefined, message: words(answer.message, answer.details) };
  }
  return null;
}

/**
 * The same for an answer whose content may be anything a user stored: only `{"error":{"code":…,"message":…}}` with a numeric code and
 * nothing beside `error` counts, so that an item's own data is not mistaken for a failure.
 */
export function strictErrorEnvelope(answer: unknown): ErrorEnvelope | null {
  if (!isRecord(answer) || Object.keys(answer).length !== 1 || !isRecord(answer.error)) return null;
  if (typeof answer.error.code !== 'number' || !('message' in answer.error)) return null;
  return fromError(answer.error);
}

function fromError(error: Record<string, unknown>): ErrorEnvelope {
  return {
    code: numeric(error.code),
    messageCode: typeof error.messageCode === 'string' ? error.messageCode : undefined,
    message: words(error.message ?? error.description ?? error.error_description, error.details),
  };
}

function words(message: unknown, details: unknown): string {
  const parts = [message, ...(Array.isArray(details) ? details : [details])]
    .filter((part): part is string => typeof part === 'string')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return [...new Set(parts)].join(' ');
}

function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { CallPlace } from './call.js';
import { errorEnvelope, strictErrorEnvelope } from './error-envelope.js';
import { explainEnvelope } from './explain-envelope.js';
import { explainHttpFailure, explainNoJson, explainPage, type PlainAnswer } from './explain-http-failure.js';
import type { Failure } from './failure.js';
import { type HttpAnswer, header, readBody } from './http-client.js';

/** JSON of an answer. @throws Failure for an error of any shape. `strict`: the content is a user's own, and may look like an error. */
export async function jsonAnswer(
  answer: HttpAnswer,
  place: CallPlace,
  options: { strict: boolean; write: boolean; now: number },
): Promise<unknown> {
  const text = (await readBody(answer)).toString('utf8');
  const json = parseJson(text);
  const envelope = options.strict ? strictErrorEnvelope(json) : errorEnvelope(json);
  if (envelope) throw explainEnvelope(envelope, place, httpOf(answer), options.now);
  if (answer.status < 200 || answer.status > 299)
    throw explainHttpFailure(plainAnswer(answer, text), place, options.now);
  if (json === undefined) throw explainNoJson(plainAnswer(answer, text), place);
  if (options.write && isRefusal(json)) {
    throw explainEnvelope(
      { code: undefined, messageCode: undefined, message: '' },
      place,
      httpOf(answer),
      options.now,
    );
  }
  return json;
}

/** The failure of an answer that was to be text or bytes. `text`: its (whole or first) text. */
export function failureOfText(
  answer: HttpAnswer,
  text: string,
  place: CallPlace,
  now: number,
): Failure | null {
  const failed = answer.status < 200 || answer.status > 299;
  const json = /^\s*\{\s*"/.test(text) ? parseJson(text) : undefined;
  const envelope = failed ? errorEnvelope(json) : strictErrorEnvelope(json);
  if (envelope) return explainEnvelope(envelope, place, httpOf(answer), now);
  const plain = plainAnswer(answer, text);
  return failed ? explainHttpFailure(plain, place, now) : explainPage(plain, place);
}

function httpOf(answer: HttpAnswer): { status: number; retryAfter: string | undefined } {
  return { status: answer.status, retryAfter: header(answer, 'retry-after') };
}

function plainAnswer(answer: HttpAnswer, text: string): PlainAnswer {
  return {
    status: answer.status,
    contentType: header(answer, 'content-type') ?? '',
    retryAfter: header(answer, 'retry-after'),
    wwwAuthenticate: header(answer, 'www-authenticate') ?? '',
    hasName: header(answer, 'content-disposition') !== undefined,
    text,
  };
}

/** undefined if it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isRefusal(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'success' in json && json.success === false;
}

/**
 * A refusal in the words of a portal. It is answered as HTTP 200 with `{"error":{"code","messageCode"?,"message","details"}}`,
 * as the sharing API and the services do.
 */
export class PortalError extends Error {
  readonly code: number;
  readonly messageCode: string | undefined;
  readonly details: string[];

  constructor(code: number, message: string, options: { messageCode?: string; details?: string[] } = {}) {
    super(message);
    this.name = 'PortalError';
    this.code = code;
    this.messageCode = options.messageCode;
    this.details = options.details ?? [];
  }

  toJSON(): { error: Record<string, unknown> } {
    const { code, messageCode, message, details } = this;
    return { error: { code, ...(messageCode === undefined ? {} : { messageCode }), message, details } };
  }
}

/** A file on disk, streamed with its length; `name` gives a Content-Disposition. */
export class FileAnswer {
  readonly path: string;
  readonly contentType: string;
  readonly name: string | undefined;

  constructor(path: string, contentType: string, name?: string) {
    this.path = path;
    this.contentType = contentType;
    this.name = name;
  }
}

/** Bytes from memory; `name` gives a Content-Disposition. */
export class BytesAnswer {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly name: string | undefined;

  constructor(bytes: Buffer, contentType: string, name?: string) {
    this.bytes = bytes;
    this.contentType = contentType;
    this.name = name;
  }
}

/** Text, sent as it is. */
export class TextAnswer {
  readonly text: string;
  readonly contentType: string;

  constructor(text: string, contentType: string) {
    this.text = text;
    this.contentType = contentType;
  }
}

/** A JSON object that is text already, as `f=json` wants it. */
export class JsonTextAnswer {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A page that is complete in itself. */
export class HtmlAnswer {
  readonly html: string;
  readonly status: number;

  constructor(html: string, status = 200) {
    this.html = html;
    this.status = status;
  }
}

/** HTTP 302, or another status of its kind, to another address. */
export class RedirectAnswer {
  readonly location: string;
  readonly status: number;

  constructor(location: string, status = 302) {
    this.location = location;
    this.status = status;
  }
}

/** A body under a real HTTP status, where even ArcGIS does not answer 200. */
export class StatusAnswer {
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  readonly headers: Record<string, string | string[]>;

  constructor(
    status: number,
    text: string,
    contentType: string,
    headers: Record<string, string | string[]> = {},
  ) {
    this.status = status;
    this.text = text;
    this.contentType = contentType;
    this.headers = headers;
  }
}

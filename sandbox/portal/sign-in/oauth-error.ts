import { PortalError } from '../../http/answers.js';

/** A refusal of the OAuth endpoints: what OAuth says and what the sharing API says, in one object inside HTTP 200. */
export class OAuthError extends PortalError {
  readonly error: string;

  /** @param error 'invalid_client_id', 'invalid_request', 'invalid_grant' */
  constructor(code: number, error: string, message: string) {
    super(code, message);
    this.name = 'OAuthError';
    this.error = error;
  }

  override toJSON(): { error: Record<string, unknown> } {
    const { code, error, message, details } = this;
    return { error: { code, error, error_description: message, message, details } };
  }
}

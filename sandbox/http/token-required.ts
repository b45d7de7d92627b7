import { PortalError } from './answers.js';

/** 499, as `/community/self` without a token answers it. */
export function tokenRequired(): PortalError {
  return new PortalError(499, 'Token Required', { messageCode: 'GWM_0003', details: ['Token Required'] });
}

import type { RecordedRequest } from '../record/request-log.js';
import type { RequestRecorder } from '../record/request-recorder.js';
import type { PortalError, StatusAnswer } from './answers.js';
import type { Caller } from './call.js';
import type { Fault } from './fault.js';
import type { Line } from './line.js';
import type { Throttle } from './throttle.js';
import type { WebTier } from './web-tier.js';
import type { WireSwitches } from './wire-switches.js';

/** The state a listener's routes share. */
export interface RouteHost {
  /** Scheme, host and port of this listener. */
  readonly origin: string;
  /** Web context that its paths begin with: '/portal', or '' for none. */
  readonly context: string;
  readonly secure: boolean;
  readonly recorder: RequestRecorder;
  readonly line: Line;
  /** Folder for uploads in progress. */
  readonly uploads: string;
  /** Content type of JSON answers: the sharing API and the services differ. */
  readonly jsonType: string;
  /** Title of its pages. */
  readonly directory: string;
  readonly wire: WireSwitches;
  /** Counts the calls of the whole portal. */
  readonly throttle?: Throttle;
  /** Whether it knows its users before any code of the portal runs. */
  readonly webTier?: WebTier;
  /** What it says to a token that is not valid any more. */
  expired(): PortalError;
  /** Only who is signed in gets anything but the sign-in. */
  membersOnly(): boolean;
  /** Plain HTTP is refused. */
  sslOnly(): boolean;
  latency(): number;
  readOnly(): boolean;
  /** What goes wrong with this request on purpose. */
  faults(request: RecordedRequest): Fault[];
  /**
   * Who presents this token from this address; a PortalError 498 if it is not valid here, null if the host does not look at tokens. A
   * host that takes no tokens gives its answer to that.
   */
  identify(token: string, referer: string | undefined, address: string): Caller | StatusAnswer | null;
}

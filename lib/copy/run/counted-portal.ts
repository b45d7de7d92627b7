import type {
  CallOptions,
  Params,
  PortalSelf,
  ReadablePortal,
  StreamedAnswer,
  TemporaryExports,
  WritablePortal,
  WriteOptions,
} from '../../portal/portal.js';

/** A portal seen by one piece of work: the same portal, but each call is told to `count`. Retries are not told. */
export function countedPortal(portal: WritablePortal, count: () => void): WritablePortal;
export function countedPortal(portal: ReadablePortal, count: () => void): ReadablePortal;
export function countedPortal(portal: ReadablePortal | WritablePortal, count: () => void): ReadablePortal {
  return new CountedPortal(portal as WritablePortal, count);
}

class CountedPortal implements WritablePortal {
  constructor(
    private readonly portal: WritablePortal,
    private readonly count: () => void,
  ) {}

  get url(): string {
    return this.portal.url;
  }

  get readOnly(): boolean {
    return this.portal.readOnly;
  }

  get clock() {
    return this.portal.clock;
  }

  get requests(): number {
    return this.portal.requests;
  }

  get temporaryExports(): TemporaryExports {
    const { start, remove } = this.portal.temporaryExports;
    return {
      start: (...call) => {
        this.count();
        return start(...call);
      },
      remove: (...call) => {
        this.count();
        return remove(...call);
      },
    };
  }

  self(signal?: AbortSignal): Promise<PortalSelf> {
    return this.portal.self(signal);
  }

  read<T>(target: string, params?: Params, options?: CallOptions): Promise<T> {
    this.count();
    return this.portal.read<T>(target, params, options);
  }

  readText(target: string, params?: Params, options?: CallOptions): Promise<string> {
    this.count();
    return this.portal.readText(target, params, options);
  }

  stream(target: string, params?: Params, options?: CallOptions): Promise<StreamedAnswer> {
    this.count();
    return this.portal.stream(target, params, options);
  }

  write<T>(target: string, params?: Params, options?: WriteOptions): Promise<T> {
    this.count();
    return this.portal.write<T>(target, params, options);
  }

  /** The portal belongs to whoever opened it. */
  async close(): Promise<void> {}
}

/** What the GDAL process can be asked to do. Paths are paths inside its own file system, below a mount. */
export type GdalRequest =
  | { work: 'mount'; folder: string; at: string }
  /** As `ogrinfo -json` with these arguments; `update` opens for writing, for SQL that changes something. */
  | { work: 'info'; path: string; args?: string[]; openOptions?: string[]; update?: boolean }
  /** As `ogr2ogr`; `into` are the open options of an existing destination that is added to. */
  | { work: 'translate'; from: string; to: string; args: string[]; openOptions: string[]; into?: string[] };

/** An answer; `failure` is what GDAL said. */
export interface GdalReply {
  id: number;
  result?: unknown;
  failure?: string;
}

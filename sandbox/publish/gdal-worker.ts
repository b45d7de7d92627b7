import type { GdalReply, GdalRequest } from './gdal-messages.js';

// Runs as a process of its own: GDAL's calls are synchronous, and gdal3.js finds its data file in the working directory.

/** The parts of gdal3.js's Emscripten module that are used; its own open() and ogr2ogr() cannot set open options. */
interface GdalModule {
  ccall(name: string, returns: 'number' | 'string' | null, types: string[], args: unknown[]): never;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, at: number, bytes: number): void;
  setValue(at: number, value: number, type: string): void;
  _malloc(bytes: number): number;
  _free(at: number): void;
  FS: {
    mkdirTree(path: string): void;
    mount(type: unknown, options: { root: string }, at: string): void;
    filesystems: { NODEFS: unknown };
  };
}

const UPDATE = 0x01;
const VECTOR = 0x04;
const VERBOSE_ERROR = 0x40;
const FAILURE = 3;
const CONFIG = {
  OGR2OGR_USE_ARROW_API: 'NO',
  OGR_GPKG_NUM_THREADS: '1',
  OGR_SQLITE_SYNCHRONOUS: 'OFF',
  // GlobalIDs are data here: relationships and attachments hang on them.
  OPENFILEGDB_REGENERATE_GLOBALID: 'NO',
};

class Gdal {
  readonly #module: GdalModule;
  readonly #said: string[];

  /** `said` gets the messages of GDAL as they come. */
  constructor(module: GdalModule, said: string[]) {
    this.#module = module;
    this.#said = said;
    for (const [name, value] of Object.entries(CONFIG)) this.#call(null, 'CPLSetConfigOption', name, value);
  }

  run(request: GdalRequest): unknown {
    this.#said.length = 0;
    this.#call(null, 'CPLErrorReset');
    if (request.work === 'mount') return this.#mount(request.folder, request.at);
    return request.work === 'info' ? this.#info(request) : this.#translate(request);
  }

  #mount(folder: string, at: string): null {
    const { FS } = this.#module;
    FS.mkdirTree(at);
    FS.mount(FS.filesystems.NODEFS, { root: folder }, at);
    return null;
  }

  /** As ogrinfo -json. */
  #info(request: Extract<GdalRequest, { work: 'info' }>): unknown {
    const dataset = this.#open(request.path, request.openOptions ?? [], request.update ?? false);
    try {
      const options = this.#withList(['-json', ...(request.args ?? [])], (list) =>
        this.#call('number', 'GDALVectorInfoOptionsNew', list, 0),
      );
      const text = this.#call('string', 'GDALVectorInfo', dataset, options) as string;
      this.#call(null, 'GDALVectorInfoOptionsFree', options);
      this.#check('info', text !== '');
      return JSON.parse(text);
    } finally {
      this.#call(null, 'GDALClose', dataset);
    }
  }

  /** As ogr2ogr. */
  #translate(request: Extract<GdalRequest, { work: 'translate' }>): null {
    const module = this.#module;
    const source = this.#open(request.from, request.openOptions, false);
    try {
      const existing = request.into ? this.#open(request.to, request.into, true) : 0;
      const options = this.#withList(request.args, (list) =>
        this.#call('number', 'GDALVectorTranslateOptionsNew', list, 0),
      );
      const sources = module._malloc(4);
      module.setValue(sources, source, '*');
      const usage = module._malloc(4);
      const to = existing ? 0 : request.to;
      const made = this.#call('number', 'GDALVectorTranslate', to, existing, 1, sources, options, usage);
      this.#call(null, 'GDALVectorTranslateOptionsFree', options);
      module._free(sources);
      module._free(usage);
      // Closing writes, and its errors count.
      if (made || existing) this.#call(null, 'GDALClose', made || existing);
      this.#check('translate', made !== 0);
      return null;
    } finally {
      this.#call(null, 'GDALClose', source);
    }
  }

  #open(path: string, options: string[], update: boolean): number {
    const flags = VECTOR | VERBOSE_ERROR | (update ? UPDATE : 0);
    const dataset = this.#withList(options, (list) =>
      this.#call('number', 'GDALOpenEx', path, flags, 0, list, 0),
    ) as number;
    this.#check(`open ${path}`, dataset !== 0);
    return dataset;
  }

  #check(what: string, done: boolean): void {
    const severity = this.#call('number', 'CPLGetLastErrorType') as number;
    if (done && severity < FAILURE) return;
    // The last message tells of the consequence, those before it of the cause.
    const said = [...this.#said, this.#call('string', 'CPLGetLastErrorMsg') || 'failed'];
    throw new Error(`${what}: ${[...new Set(said)].join(' ')}`);
  }

  /** A C array of strings for the time of the work. */
  #withList<T>(texts: string[], work: (list: number) => T): T {
    const module = this.#module;
    const pointers = texts.map((text) => {
      const bytes = module.lengthBytesUTF8(text) + 1;
      const at = module._malloc(bytes);
      module.stringToUTF8(text, at, bytes);
      return at;
    });
    const list = module._malloc((pointers.length + 1) * 4);
    for (const [index, pointer] of [...pointers, 0].entries())
      module.setValue(list + index * 4, pointer, '*');
    try {
      return work(list);
    } finally {
      for (const pointer of [...pointers, list]) module._free(pointer);
    }
  }

  #call(returns: null, name: string, ...args: (string | number)[]): void;
  #call(returns: 'number', name: string, ...args: (string | number)[]): number;
  #call(returns: 'string', name: string, ...args: (string | number)[]): string;
  #call(returns: 'number' | 'string' | null, name: string, ...args: (string | number)[]): unknown {
    const types = args.map((arg) => (typeof arg === 'string' ? 'string' : 'number'));
    return this.#module.ccall(name, returns, types, args);
  }
}

async function main(): Promise<void> {
  // gdal3.js has no types for its Node build.
  const start = require('gdal3.js/node') as (options: object) => Promise<{ Module: GdalModule }>;
  const said: string[] = [];
  const { Module } = await start({
    path: '.',
    logHandler: () => undefined,
    errorHandler: (text: string) => said.push(text),
  });
  const gdal = new Gdal(Module, said);
  process.on('message', ({ id, request }: { id: number; request: GdalRequest }) => {
    let reply: GdalReply;
    try {
      reply = { id, result: gdal.run(request) };
    } catch (error) {
      reply = { id, failure: error instanceof Error ? error.message : String(error) };
    }
    process.send?.(reply);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ id: 0 } satisfies GdalReply);
}

void main();

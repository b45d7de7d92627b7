import * as rest from '@esri/arcgis-rest-request';

/** What the package exports for uploads; its type declarations lose these on the way. */
interface Forms {
  FormData: typeof globalThis.FormData;
  File: new (parts: (string | Buffer)[], name: string, options?: { type?: string }) => Blob;
  Blob: typeof globalThis.Blob;
  getFetch(): Promise<{ fetch: typeof globalThis.fetch }>;
}

export const forms = rest as unknown as Forms;

import { gunzipSync } from 'node:zlib';
import type { PackageFile } from './package-file.js';
import type { Json, TileContent, TileFile } from './tile-content.js';

const JSON_TYPE = 'application/json;charset=utf-8';

/**
 * What is served below layers/0, and where it lies in the package; without the ending .gz that most of it has.
 * https://github.com/Esri/i3s-spec/blob/master/docs/1.8/slpk_hashtable.cmn.md
 */
const PLACES: readonly [served: RegExp, names: (parts: string[]) => string[]][] = [
  [/^nodepages\/(\d+)$/, ([page]) => [`nodepages/${page}.json`]],
  [/^nodes\/([\w-]+)$/, ([node]) => [`nodes/${node}/3dNodeIndexDocument.json`]],
  [/^nodes\/([\w-]+)\/shared$/, ([node]) => [`nodes/${node}/shared/sharedResource.json`]],
  [/^nodes\/([\w-]+)\/(geometries|features)\/(\d+)$/, placesOfBinary],
  [/^nodes\/([\w-]+)\/(attributes)\/(\w+)\/(\d+)$/, placesOfAttribute],
  [/^nodes\/([\w-]+)\/attributes\/(\w+)$/, placesOfCloud],
  [/^nodes\/([\w-]+)\/textures\/(\w+)$/, placesOfTexture],
  [/^statistics\/(\w+)\/(\d+)$/, ([field, index]) => [`statistics/${field}/${index}.json`]],
];

/** Clouds of points have endings that say how they are packed. */
function placesOfBinary([node, kind, index]: string[]): string[] {
  return ['bin', 'json', 'bin.pccxyz'].map((ending) => `nodes/${node}/${kind}/${index}.${ending}`);
}

function placesOfCloud([node, field]: string[]): string[] {
  return ['bin', 'bin.pccrgb', 'bin.pccint'].map((ending) => `nodes/${node}/attributes/${field}.${ending}`);
}

function placesOfAttribute([node, , field, index]: string[]): string[] {
  return [`nodes/${node}/attributes/${field}/${index}.bin`];
}

function placesOfTexture([node, index]: string[]): string[] {
  return ['jpg', 'png', 'bin.dds', 'bin'].map((ending) => `nodes/${node}/textures/${index}.${ending}`);
}

/** The scene service of a scene layer package (.slpk). Undefined for any other package. */
export async function sceneLayers(file: PackageFile): Promise<TileContent | undefined> {
  const described = await fileAt(file, ['3dSceneLayer.json']);
  if (!described) return undefined;
  const layer = JSON.parse(described.bytes.toString('utf8')) as Json;
  return {
    root: {
      serviceVersion: layer.version === undefined ? '1.8' : (layer.store as Json | undefined)?.version,
      supportedBindings: ['REST'],
      layers: [{ ...layer, id: 0, href: './layers/0' }],
    },
    read: async (path) => {
      const [, rest] = /^layers\/0(?:\/(.*))?$/.exec(path) ?? [];
      if (!path.startsWith('layers/0')) return undefined;
      if (rest === undefined) return { bytes: Buffer.from(JSON.stringify(layer)), contentType: JSON_TYPE };
      // A building has layers of its own below its layer.
      const [folder = '', below = rest] = /^(sublayers\/\d+)(?:\/(.*))?$/.exec(rest)?.slice(1) ?? [];
      const inFolder = (names: string[]) => names.map((name) => (folder === '' ? name : `${folder}/${name}`));
      if (folder !== '' && rest === folder) return fileAt(file, inFolder(['3dSceneLayer.json']));
      for (const [served, names] of PLACES) {
        const parts = served.exec(below);
        if (parts) return fileAt(file, inFolder(names(parts.slice(1))));
      }
      return undefined;
    },
  };
}

async function fileAt(file: PackageFile, names: string[]): Promise<TileFile | undefined> {
  for (const name of names) {
    const packed = await file.read(`${name}.gz`);
    const bytes = packed ? gunzipSync(packed) : await file.read(name);
    if (bytes) return { bytes, contentType: typeOf(name) };
  }
  return undefined;
}

function typeOf(name: string): string {
  if (name.endsWith('.json')) return JSON_TYPE;
  if (name.endsWith('.jpg')) return 'image/jpeg';
  return name.endsWith('.png') ? 'image/png' : 'application/octet-stream';
}

import { PortalError } from '../../http/answers.js';
import type { UploadedFile } from '../../http/call.js';
import type { ItemRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';

/** Most file resources of an item; a Style has no limit. */
export const MOST_RESOURCES = 1000;
const MOST_FILES_OF_A_CALL = 50;
const LARGEST_FILE = 50 * 1024 * 1024;
const LARGEST_SUM = 10 * 1024 ** 3;
/** Formats of files; what has no ending passes. */
const ENDINGS =
  /(?:^|\/)[^./]+$|\.(?:json|xml|txt|png|pbf|zip|jpe?g|gif|bmp|gz|svgz?|geodatabase|pdf|mp3|mp4)$/i;
/** https://developers.arcgis.com/rest/users-groups-and-items/add-resources/ */
const TYPES =
  /^(?:AppBuilder Widget Package|Application|Application Configuration|ArcGIS Pro Add In|Code Attachment|Data Store|Desktop Application|(?:Feature|Geocoding|Geoprocessing|Image|Map|Scene|Vector Tile) Service|Hub .+|Mobile Application|Native Application.*|Notebook|Notebook Code Snippet Library|Report Template|Rule Package|Site Application|Site Page|Solution|SQLite Geodatabase|Statistical Data Collection|StoryMap|Style|Vector Tile Package|Web .+|Workforce Project)$/;

/** Refuses files for an item whose type takes none. */
export function checkResourceType(portal: PortalContext, { type }: ItemRecord): void {
  if (portal.switches.anyResourceType || TYPES.test(type)) return;
  throw new PortalError(400, `Items of type '${type}' cannot have file resources.`);
}

/** Refuses too many files in one call, two of a name, and too large ones. */
export function checkResourceFiles(uploads: UploadedFile[]): void {
  if (uploads.length > MOST_FILES_OF_A_CALL) {
    throw new PortalError(400, `Only ${MOST_FILES_OF_A_CALL} file resources can be added at a time.`);
  }
  if (uploads.some(({ bytes }) => bytes > LARGEST_FILE)) {
    throw new PortalError(400, 'The file resource is too large.');
  }
  if (new Set(uploads.map(({ name }) => name)).size < uploads.length) {
    throw new PortalError(400, 'Each file resource must have a name of its own.');
  }
}

/** Refuses file formats that are no resources. */
export function checkResourceName(name: string): void {
  if (ENDINGS.test(name)) return;
  throw new PortalError(400, `The file type of '${name}' is not supported for file resources.`);
}

/** Refuses more than an item may have, with those to come. */
export function checkResourceCount({ type, resources }: ItemRecord, added: string[]): void {
  if (type === 'Style' || Object.keys(resources).length + added.length <= MOST_RESOURCES) return;
  throw new PortalError(400, `An item can have ${MOST_RESOURCES} file resources at most.`);
}

export function checkResourceBytes(files: { bytes: number }[]): void {
  const sum = files.reduce((all, { bytes }) => all + bytes, 0);
  if (sum > LARGEST_SUM) throw new PortalError(400, 'The file resources of the item are too large together.');
}

import type { ClassNaming } from '../export/class-name.js';
import type { PortalKind } from '../profiles/profile.js';

/** Manners of the services that differ between portals or versions, or that are not certain. */
export interface ServiceSwitches {
  /** How long jobs take, ms. */
  jobMs: number;
  /** Field names become lower case, as in PostgreSQL behind Enterprise. Default false. */
  lowerCaseFieldNames: boolean;
  /** Layers with a GlobalID take `useGlobalIds=true`. Default true; false is a layer that cannot keep GlobalIDs. */
  applyEditsWithGlobalIds: boolean;
  /** With editor tracking the portal adds its own four fields even if the definition names others. Default false. */
  ownEditorFields: boolean;
  /** Fields with editable=false keep their values, whatever is sent for them. Default false. */
  lockReadOnlyFields: boolean;
  /** Shapes of a service with allowGeometryUpdates=false are not changed, whoever asks: such an update of a row is refused. Default false. */
  lockGeometry: boolean;
  /** Lines and polygons have Shape__Length (and Shape__Area), which the server computes. Default true. */
  shapeMeasures: boolean;
  /** Largest page of a query when the service does not say. Default 2000 (Online) or 1000. */
  maxRecordCount: number;
  /** How long the name of a deleted service cannot be used again, in ms. Default 0. */
  nameReservedMs: number;
  /** Published layers are called as their class in the geodatabase is, or as its alias. Default 'class'. */
  publishedNames: 'class' | 'alias';
  /** Published layers are numbered in the order of the geodatabase, or of their names; tables always come after layers. Default 'geodatabase'. */
  publishedOrder: 'geodatabase' | 'name';
  /** Relationships of published layers are called by the labels of their sides, or as their class is. Default 'label'. */
  publishedRelationshipNames: 'label' | 'class';
  /** While a view is made of a service, making another view of it fails: the service is locked. Default true for Enterprise, false for Online. */
  viewLocks: boolean;
  /** How long adding a layer to a view takes, ms: as long its sources are locked. Default 20. */
  viewMs: number;
  /** Largest attachment in bytes. Default 2,147,483,648, the limit of an upload; 0 for none. */
  attachmentBytes: number;
  /** Endings of attachments that are refused, without the point. Default exe, bat, cmd, com, msi, js, vbs. */
  attachmentsRefused: string[];
  /** What an edit does about failing rows when `rollbackOnFailure` is not sent. Default true: it takes everything back. */
  rollbackOnFailure: boolean;
  /** How many bytes of rows a query gives at once; what is beyond ends the page early, with `exceededTransferLimit`. Default 0: no limit. */
  pageBytes: number;
  /** How many attachments `queryAttachments` gives at once, whatever row they are on; what is beyond comes by `resultOffset`. Default 0: all. */
  attachmentPage: number;
  /** Lines and polygons keep arcs and other curves, and give them to clients that ask for them. Default false. */
  trueCurves: boolean;
  /** Clauses compare GUIDs as texts, in the form in which they are shown. Default false: in any form. */
  exactGuids: boolean;
  /** A statusUrl is spelt `statusURL` by the administration and `statusUrl` by everything else, or the same everywhere. Default 'mixed'. */
  statusUrlSpelling: 'mixed' | 'statusUrl' | 'statusURL';
  /**
   * How classes of an exported File Geodatabase are called where the name of a layer cannot be that of a class: what comes before a digit, an underscore
   * or a reserved word, which letters stay, how long names are. Default `{"prefix": "T_", "letters": "any", "length": 150}`; what is left out is as usual.
   */
  classNames: Partial<ClassNaming>;
  /** Names that a field cannot have, in lower case, such as `["order"]`: they get `reservedFieldSuffix`. Default none. */
  reservedFieldNames: string[];
  /** What a field's name gets that is reserved. Default '_1'. */
  reservedFieldSuffix: string;
  /** An exported File Geodatabase holds a file of so many bytes beside the geodatabase, which publishing ignores. Default 0: none. */
  exportPadding: number;
  /** Layers know `f=pbf`. Default true from Enterprise 10.8 on, where versions differ. */
  pbf: boolean;
}

/** The switches that were given, with the defaults for the others. */
export function withDefaults(given: Partial<ServiceSwitches>, kind: PortalKind): ServiceSwitches {
  return {
    jobMs: given.jobMs ?? 150,
    lowerCaseFieldNames: given.lowerCaseFieldNames ?? false,
    applyEditsWithGlobalIds: given.applyEditsWithGlobalIds ?? true,
    ownEditorFields: given.ownEditorFields ?? false,
    lockReadOnlyFields: given.lockReadOnlyFields ?? false,
    lockGeometry: given.lockGeometry ?? false,
    shapeMeasures: given.shapeMeasures ?? true,
    maxRecordCount: given.maxRecordCount ?? (kind === 'online' ? 2000 : 1000),
    nameReservedMs: given.nameReservedMs ?? 0,
    publishedNames: given.publishedNames ?? 'class',
    publishedOrder: given.publishedOrder ?? 'geodatabase',
    publishedRelationshipNames: given.publishedRelationshipNames ?? 'label',
    viewLocks: given.viewLocks ?? kind === 'enterprise',
    viewMs: given.viewMs ?? 20,
    attachmentBytes: given.attachmentBytes ?? 2_147_483_648,
    attachmentsRefused: given.attachmentsRefused ?? ['exe', 'bat', 'cmd', 'com', 'msi', 'js', 'vbs'],
    rollbackOnFailure: given.rollbackOnFailure ?? true,
    pageBytes: given.pageBytes ?? 0,
    attachmentPage: given.attachmentPage ?? 0,
    trueCurves: given.trueCurves ?? false,
    exactGuids: given.exactGuids ?? false,
    statusUrlSpelling: given.statusUrlSpelling ?? 'mixed',
    classNames: given.classNames ?? {},
    reservedFieldNames: given.reservedFieldNames ?? [],
    reservedFieldSuffix: given.reservedFieldSuffix ?? '_1',
    exportPadding: given.exportPadding ?? 0,
    pbf: given.pbf ?? true,
  };
}

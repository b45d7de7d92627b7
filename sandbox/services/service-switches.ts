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
}

/** The switches that were given, with the defaults for the others. */
export function withDefaults(
  given: Partial<ServiceSwitches>,
  kind: 'enterprise' | 'online',
): ServiceSwitches {
  return {
    jobMs: given.jobMs ?? 150,
    lowerCaseFieldNames: given.lowerCaseFieldNames ?? false,
    applyEditsWithGlobalIds: given.applyEditsWithGlobalIds ?? true,
    ownEditorFields: given.ownEditorFields ?? false,
    lockReadOnlyFields: given.lockReadOnlyFields ?? false,
    shapeMeasures: given.shapeMeasures ?? true,
    maxRecordCount: given.maxRecordCount ?? (kind === 'online' ? 2000 : 1000),
    nameReservedMs: given.nameReservedMs ?? 0,
    publishedNames: given.publishedNames ?? 'class',
    publishedOrder: given.publishedOrder ?? 'geodatabase',
    publishedRelationshipNames: given.publishedRelationshipNames ?? 'label',
  };
}

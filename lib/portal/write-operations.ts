// Last part of the path of every operation of the sharing and feature service API that changes something.
const WRITES = new Set(
  (
    'addItem update delete share unshare shareItems unshareItems deleteItems moveItems move protect unprotect reassign copy publish ' +
    'unpublish createService createFolder export analyze addPart commit cancel addResources updateResources removeResources ' +
    'addRelationship deleteRelationship updateThumbnail deleteThumbnail updateInfo deleteInfo setContentStatus restore createGroup ' +
    'addUsers removeUsers updateUsers invite join leave registerApp unregisterApp setProperties addItems ' +
    'applyEdits addFeatures updateFeatures deleteFeatures calculate append addAttachment updateAttachment deleteAttachments ' +
    'createReplica synchronizeReplica unRegisterReplica addToDefinition updateDefinition deleteFromDefinition refresh truncate'
  )
    .toLowerCase()
    .split(' '),
);

/** Whether a call to this address changes something, by the operation it names. Contents that users name (resources, info files) are never operations. */
export function isWriteOperation(url: URL): boolean {
  if (/\/content\/items\/[^/]+\/(resources|info|data)(\/|$)/i.test(url.pathname)) return false;
  const parts = url.pathname.toLowerCase().replace(/\/+$/, '').split('/');
  // A user, too, may be called "update".
  if (/^(users|groups|items)$/.test(parts.at(-2) ?? '')) return false;
  return WRITES.has(parts.at(-1) ?? '');
}

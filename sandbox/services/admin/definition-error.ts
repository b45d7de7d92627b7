/** A definition that a portal would refuse; the message becomes the detail of its answer. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

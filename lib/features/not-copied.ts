import type { Warning } from '../items/findings.js';
import { asArray, type LayerDefinition, layerLabel } from './definition.js';
import type { LayerService } from './layer-service.js';

/** Parts of a layer that have no way into another portal yet, and how to see that a layer has them. */
const parts: { what: string; has: (layer: LayerDefinition) => boolean }[] = [
  { what: 'contingent values', has: (layer) => layer.hasContingentValuesDefinition === true },
  { what: 'attribute rules', has: (layer) => asArray(layer.attributeRules).length > 0 },
];

/** A warning for each part of a service that a copy lacks because it cannot be taken over. */
export function notCopied(source: LayerService): Warning[] {
  return source.layers.flatMap((layer) =>
    parts
      .filter(({ has }) => has(layer))
      .map(({ what }) => ({
        code: 'NOT_COPIED',
        message: `Layer ${layerLabel(layer)} has ${what}, which are not copied. Set them up in the target by hand.`,
        path: `layers[${layer.id}]`,
      })),
  );
}

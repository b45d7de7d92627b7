import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { ResidueReason } from '../../references/residue.js';
import { findGroup } from '../../sharing/find-group.js';
import { readGroup } from '../../sharing/group.js';

/** Groups of the target that stand for groups which source documents name: those of the same title. Asked once per run. */
export class GroupTwins {
  private readonly known = new Map<string, Promise<{ id: string } | { reason: ResidueReason }>>();

  constructor(
    private readonly source: ReadablePortal,
    private readonly target: ReadablePortal,
  ) {}

  /** Id of the group in the target, or why there is none. A title that several groups have stands for none of them. */
  of(sourceGroupId: string, signal: AbortSignal): Promise<{ id: string } | { reason: ResidueReason }> {
    let twin = this.known.get(sourceGroupId);
    if (!twin) {
      twin = this.find(sourceGroupId, signal);
      this.known.set(sourceGroupId, twin);
      twin.catch(() => this.known.delete(sourceGroupId));
    }
    return twin;
  }

  private async find(id: string, signal: AbortSignal): Promise<{ id: string } | { reason: ResidueReason }> {
    const group = await readGroup(this.source, id, { signal });
    if (!group) return { reason: 'not-accessible' };
    try {
      const twin = await findGroup(this.target, group.title, { signal });
      return twin ? { id: twin.id } : { reason: 'not-copied' };
    } catch (error) {
      if (error instanceof ArcGISError && error.code === 'ARCGIS_INPUT') return { reason: 'not-copied' };
      throw error;
    }
  }
}

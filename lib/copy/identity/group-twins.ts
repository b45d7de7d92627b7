import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { ResidueReason } from '../../references/residue.js';
import { findGroup } from '../../sharing/find-group.js';
import { findMarkedGroup } from '../../sharing/find-marked-group.js';
import { type Group, readGroup } from '../../sharing/group.js';

/** The group that stands for one of the source, or why none does; `said` is what the user should know of it. */
export type GroupTwin = { id: string } | { reason: ResidueReason; said?: string };

/**
 * Groups of the target that stand for groups which source documents name: the one with the same id (portals of which one was made from the other have
 * such), the one that was made as its copy, or else the one with the same title. Asked once per run.
 */
export class GroupTwins {
  private readonly known = new Map<string, Promise<GroupTwin>>();

  constructor(
    private readonly source: ReadablePortal,
    private readonly target: ReadablePortal,
  ) {}

  /** A title that several groups have stands for none of them. */
  of(sourceGroupId: string, signal: AbortSignal): Promise<GroupTwin> {
    let twin = this.known.get(sourceGroupId);
    if (!twin) {
      twin = this.find(sourceGroupId, signal);
      this.known.set(sourceGroupId, twin);
      twin.catch(() => this.known.delete(sourceGroupId));
    }
    return twin;
  }

  private async find(id: string, signal: AbortSignal): Promise<GroupTwin> {
    const same = await readGroup(this.target, id, { signal });
    if (same) return { id: same.id };
    const marked = await findMarkedGroup(this.target, id, { signal });
    if (marked) return { id: marked.id };
    const group = await readGroup(this.source, id, { signal });
    return group ? this.ofTitle(group, signal) : { reason: 'not-accessible' };
  }

  private async ofTitle({ title, id }: Group, signal: AbortSignal): Promise<GroupTwin> {
    try {
      const twin = await findGroup(this.target, title, { signal });
      return twin ? { id: twin.id } : { reason: 'not-copied' };
    } catch (error) {
      if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_INPUT') throw error;
      const said = `The group "${title}" (${id}) that it names stays the one of the source: ${error.message} Or pair the two groups by their ids in the table of pairs.`;
      return { reason: 'not-copied', said };
    }
  }
}

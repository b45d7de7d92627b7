import { ArcGISError } from '../portal/arcgis-error.js';

/** Failures that concern some rows or files only: the rest of the work goes on, and one error tells all of them at its end. */
export class PartialFailures {
  private readonly errors: ArcGISError[] = [];

  add(error: ArcGISError): void {
    this.errors.push(error);
  }

  /** The result of the work, or null if it failed in part. Any other failure is thrown. */
  async during<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_PARTIAL') throw error;
      this.errors.push(error);
      return null;
    }
  }

  /** Throws ARCGIS_PARTIAL if there were any. */
  end(): void {
    const [first, ...others] = this.errors;
    if (!first) return;
    if (others.length === 0) throw first;
    throw new ArcGISError(
      'ARCGIS_PARTIAL',
      this.errors.map(({ message }) => message).join(' '),
      first.details,
    );
  }
}

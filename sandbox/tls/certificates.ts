import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientCa } from './client-certificates.js';
import { authority, issue } from './issue.js';

/** What is wrong with a certificate: nothing, it has expired, or it is for another host. */
export type CertificateState = 'valid' | 'expired' | 'wrong-host';

export interface Certificates {
  /** File with the CA's certificate, for NODE_EXTRA_CA_CERTS and the like. */
  caFile: string;
  /** PEM */
  ca: string;
  /** PEM, for 127.0.0.1, ::1 and localhost */
  cert: string;
  /** PEM */
  key: string;
  /** PEM of the CA whose client certificates are accepted. */
  clientCa: string;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const ELSEWHERE = ['portal.example.com'];

/**
 * The certificate of this portal's HTTPS listeners, issued by a private CA of its own, as many Enterprise portals have one.
 * Made on first use and kept in `dir`; the CA's key is thrown away, so nothing else can ever be signed with it.
 */
export async function certificates(dir: string, state: CertificateState = 'valid'): Promise<Certificates> {
  const folder = state === 'valid' ? join(dir, 'tls') : join(dir, 'tls', state);
  const caFile = join(folder, 'ca.pem');
  const certFile = join(folder, 'server.pem');
  const keyFile = join(folder, 'server-key.pem');
  if (!existsSync(keyFile)) {
    mkdirSync(folder, { recursive: true });
    const ca = await authority('Local sandbox portal CA');
    const server = await issue(ca, {
      name: state === 'wrong-host' ? ELSEWHERE[0] : LOOPBACK[0],
      hosts: state === 'wrong-host' ? ELSEWHERE : LOOPBACK,
      expired: state === 'expired',
      use: 'server',
    });
    writeFileSync(caFile, ca.certificate.toString('pem'));
    writeFileSync(certFile, server.cert);
    writeFileSync(keyFile, server.key, { mode: 0o600 });
  }
  const read = (file: string) => readFileSync(file, 'utf8');
  const { ca: accepted } = await clientCa(dir);
  return { caFile, ca: read(caFile), cert: read(certFile), key: read(keyFile), clientCa: accepted };
}

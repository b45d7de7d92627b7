import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authority, issue, keptAuthority, pemOf } from './issue.js';

/** A user's certificate and key, PEM, and the files that hold them. */
export interface ClientCertificate {
  cert: string;
  key: string;
  certFile: string;
  keyFile: string;
}

/**
 * The CA of the client certificates of the portal in `dir`. Its key is kept, because certificates are issued later, too; nobody but this portal trusts it.
 */
export async function clientCa(dir: string): Promise<{ ca: string; key: string }> {
  const folder = join(dir, 'tls', 'clients');
  const caFile = join(folder, 'ca.pem');
  const keyFile = join(folder, 'ca-key.pem');
  if (!existsSync(keyFile)) {
    mkdirSync(folder, { recursive: true });
    const made = await authority('Local sandbox portal client CA');
    writeFileSync(caFile, made.certificate.toString('pem'));
    writeFileSync(keyFile, await pemOf(made.privateKey), { mode: 0o600 });
  }
  return { ca: readFileSync(caFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

/** The certificate by which a user of the portal in `dir` is signed in; made on first use. */
export async function clientCertificate(dir: string, username: string): Promise<ClientCertificate> {
  const name = encodeURIComponent(username);
  const certFile = join(dir, 'tls', 'clients', `user-${name}.pem`);
  const keyFile = join(dir, 'tls', 'clients', `user-${name}-key.pem`);
  if (!existsSync(keyFile)) {
    const { ca, key } = await clientCa(dir);
    const made = await issue(await keptAuthority(ca, key), { name: username, use: 'client' });
    writeFileSync(certFile, made.cert);
    writeFileSync(keyFile, made.key, { mode: 0o600 });
  }
  return {
    cert: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    certFile,
    keyFile,
  };
}

import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEARS = 10;

export interface Certificates {
  /** File with the CA's certificate, for NODE_EXTRA_CA_CERTS and the like. */
  caFile: string;
  /** PEM */
  ca: string;
  /** PEM, for 127.0.0.1, ::1 and localhost */
  cert: string;
  /** PEM */
  key: string;
}

/**
 * The certificate of this portal's HTTPS listeners, issued by a private CA of its own, as many Enterprise portals have one.
 * Made on first use and kept in `dir`; the CA's key is thrown away, so nothing else can ever be signed with it.
 */
export async function certificates(dir: string): Promise<Certificates> {
  const folder = join(dir, 'tls');
  const caFile = join(folder, 'ca.pem');
  const certFile = join(folder, 'server.pem');
  const keyFile = join(folder, 'server-key.pem');
  if (!existsSync(keyFile)) {
    mkdirSync(folder, { recursive: true });
    const made = await make();
    writeFileSync(caFile, made.ca);
    writeFileSync(certFile, made.cert);
    writeFileSync(keyFile, made.key, { mode: 0o600 });
  }
  const read = (file: string) => readFileSync(file, 'utf8');
  return { caFile, ca: read(caFile), cert: read(certFile), key: read(keyFile) };
}

async function make(): Promise<{ ca: string; cert: string; key: string }> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const notBefore = new Date(Date.now() - 24 * 3_600_000);
  const notAfter = new Date(notBefore.getTime() + YEARS * 365 * 24 * 3_600_000);
  const keys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const [caKeys, serverKeys] = await Promise.all([keys(), keys()]);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Local sandbox portal CA',
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=127.0.0.1',
    issuer: ca.subject,
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        { type: 'dns', value: 'localhost' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const secret = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey)).toString(
    'base64',
  );
  const key = `-----BEGIN PRIVATE KEY-----\n${secret.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
  return { ca: `${ca.toString('pem')}\n`, cert: `${server.toString('pem')}\n`, key };
}

function serial(): string {
  const digits = Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)));
  digits[0] = ((digits[0] ?? 0) & 0x7f) | 0x01;
  return digits.toString('hex');
}

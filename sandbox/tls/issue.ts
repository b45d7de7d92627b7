import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 3_600_000;
const YEARS = 10;

type Keys = Awaited<ReturnType<typeof newKeys>>;

/** A CA: its certificate, and the key that signs. */
export interface Authority {
  certificate: x509.X509Certificate;
  privateKey: Keys['privateKey'];
}

/** A certificate with its key, PEM. */
export interface Issued {
  cert: string;
  key: string;
}

export interface Request {
  /** CN of the subject. */
  name: string | undefined;
  /** Host names and addresses of a server. */
  hosts?: string[];
  /** It was good until yesterday. */
  expired?: boolean;
  use: 'server' | 'client';
}

/** A new CA of ten years. */
export async function authority(name: string): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${name}`,
    ...validity(false),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}

/** A CA that was kept: its certificate and key as `pemOf` gave them. */
export async function keptAuthority(cert: string, key: string): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const raw = Buffer.from(key.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const privateKey = await webcrypto.subtle.importKey('pkcs8', raw, ALGORITHM, true, ['sign']);
  return { certificate: new x509.X509Certificate(cert), privateKey };
}

/** A certificate that the CA has signed. */
export async function issue(ca: Authority, request: Request): Promise<Issued> {
  const keys = await newKeys();
  const { hosts = [], use } = request;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ CN: [request.name ?? ''] }],
    issuer: ca.certificate.subject,
    ...validity(request.expired === true),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: ca.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        use === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
      ]),
      ...(hosts.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(hosts.map(alternative))]),
      await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
    ],
  });
  return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** A private key, PEM. */
export async function pemOf(key: Keys['privateKey']): Promise<string> {
  const secret = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${secret.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

function newKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function alternative(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host };
}

function validity(expired: boolean): { notBefore: Date; notAfter: Date } {
  const yesterday = Date.now() - DAY;
  return expired
    ? { notBefore: new Date(yesterday - 30 * DAY), notAfter: new Date(yesterday) }
    : { notBefore: new Date(yesterday), notAfter: new Date(yesterday + YEARS * 365 * DAY) };
}

function serial(): string {
  const digits = Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)));
  digits[0] = ((digits[0] ?? 0) & 0x7f) | 0x01;
  return digits.toString('hex');
}

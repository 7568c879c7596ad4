/** How an application proves itself to Microsoft Entra: by a secret that both know, or by a certificate's private key. */
export type AppProof =
  { readonly kind: 'secret'; readonly secret: string } | { readonly kind: 'certificate'; readonly pem: string };

/** An app registration, and how it proves itself. */
export interface AppCredential {
  /** Application (client) ID. */
  readonly clientId: string;
  readonly proof: AppProof;
}

/** Stands before a stored credential; no token can begin so, for tokens have no spaces. */
const mark = 'entra application ';

/** An application's credential, and the tenant that it was entered for. */
export interface StoredApp extends AppCredential {
  readonly tenantId: string;
}

/** As it is kept in secret storage. */
export function storedApp({ clientId, proof, tenantId }: StoredApp): string {
  return mark + JSON.stringify({ tenantId, clientId, proof });
}

/** Null for what is none: a token that was pasted. */
export function readStoredApp(stored: string): StoredApp | null {
  if (!stored.startsWith(mark)) return null;
  try {
    const value = JSON.parse(stored.slice(mark.length)) as Partial<StoredApp> | null;
    if (typeof value?.clientId !== 'string' || typeof value.tenantId !== 'string') return null;
    const { clientId, tenantId, proof } = value;
    return proof === undefined || !isProof(proof) ? null : { clientId, tenantId, proof };
  } catch {
    return null;
  }
}

function isProof(proof: AppProof): boolean {
  return typeof (proof.kind === 'secret' ? proof.secret : proof.pem) === 'string';
}

/** An application's id as the Entra admin center shows it. */
export function isClientId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

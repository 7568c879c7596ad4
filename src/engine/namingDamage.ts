import { ProvisioningFailure } from '../protocol/failure.ts';

type Methods = Readonly<Record<string, (...given: never[]) => unknown>>;

/**
 * Methods that fail with what is wrong with the state where that is behind an error, rather than with whatever a damaged row
 * led to. The state is examined only then: every row that is read would cost more than every row that is wrong.
 *
 * @param damageBehind tells the damage that explains an error; null when there is none.
 */
export function namingDamage<Session extends { readonly [Name in keyof Session]: Methods[string] }>(
  damageBehind: (error: unknown) => ProvisioningFailure | null,
  methods: Session,
): Session {
  const named = (error: unknown): unknown =>
    error instanceof ProvisioningFailure && error.kind !== 'internal' ? error : (damageBehind(error) ?? error);
  const wrap =
    (method: Methods[string]): Methods[string] =>
    (...given) => {
      try {
        const result = method(...given);
        if (!(result instanceof Promise)) return result;
        return result.catch((error: unknown) => {
          throw named(error);
        });
      } catch (error) {
        throw named(error);
      }
    };
  return Object.fromEntries(
    Object.entries<Methods[string]>(methods).map(([name, method]) => [name, wrap(method)]),
  ) as Session;
}

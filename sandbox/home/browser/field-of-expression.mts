/** The field that a one-field expression of Arcade, or of the older label language, stands for; others need an interpreter. */
export function fieldOfExpression(expression: string | null | undefined): string | undefined {
  const found =
    /^\s*(?:return\s+)?(?:\$feature\.(\w+)|\$feature\[["'](\w+)["']\]|[[{](\w+)[\]}])\s*;?\s*$/.exec(
      expression ?? '',
    );
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

/** Parts of the program that can run together or apart. */
export const roles = ["portal", "gate", "operations", "enrollment", "validation", "worker"] as const;

export type Role = (typeof roles)[number];

const isRole = (name: string): name is Role => (roles as readonly string[]).includes(name);

/** Parses `portal,gate`; undefined when a name is none. */
export const parseRoles = (text: string): readonly Role[] | undefined => {
  const names = text.split(",").map((name) => name.trim());
  return names.every(isRole) ? [...new Set(names)] : undefined;
};

/** Roles that sign, and so need the authorities' keys; the others run without them. */
export const needsKeys = (role: Role): boolean =>
  role === "enrollment" || role === "validation" || role === "worker";

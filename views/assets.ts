import { createContext } from 'preact';

/** Turns a file of views/static into its address; src/http/render.tsx gives the hashed one. */
export const AssetPath = createContext((name: string) => `/static/${name}`);

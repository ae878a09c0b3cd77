import type * as departments from '../src/departments/departments.ts';

export type Words = departments.Words;

/** A name in the three languages. */
export const words = (zh: string, ko: string, en: string): Words => ({ 'zh-CN': zh, ko, en });

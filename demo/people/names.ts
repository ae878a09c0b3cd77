import type { Random } from './random.ts';

/** Names of people who do not exist, put together from common parts. */
export interface MadeUpName {
  name: string;
  /** The Korean name beside the Chinese one. */
  alias?: string;
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗'];
const given = [...'明丽强敏静磊洋艳勇军杰娟涛超霞平刚桂英华玉兰辉红梅宁雪松江岭春雨晨'];

/** Outside GB 2312 or GBK, some outside the basic plane: what old department systems stumble over. */
const rare = ['𠮷', '䶮', '㛃', '镕', '喆', '旻', '玥', '𬭎', '㸌', '珅'];

/** 延边: the Chinese characters and how they are read in Korean. */
const koreanSurnames = [...'金朴崔全许南'];
const koreanSurnameReadings = [...'김박최전허남'];
const koreanGiven = [...'哲洙美英成浩顺姬日龙花善'];
const koreanGivenReadings = [...'철수미영성호순희일룡화선'];

const dotted = ['阿测·试验提', '试名江·样本提', '样本·测吾尔'];

const latin = ['ANNA MUSTER', 'IVAN OBRAZETS', 'HANAKO MIHON', 'MINJUN GYEONBON', 'JANE SPECIMEN'];

export const plainName = (random: Random): MadeUpName => ({
  name: random.pick(surnames) + random.pick(given) + random.pick(given),
});

export const rareName = (random: Random): MadeUpName => ({
  name: random.pick(surnames) + random.pick(rare) + random.pick(given),
});

export function koreanName(random: Random): MadeUpName {
  const surname = random.between(0, koreanSurnames.length - 1);
  const [first, second] = [0, 0].map(() => random.between(0, koreanGiven.length - 1)) as [
    number,
    number,
  ];
  return {
    name: `${koreanSurnames[surname]}${koreanGiven[first]}${koreanGiven[second]}`,
    alias: `${koreanSurnameReadings[surname]}${koreanGivenReadings[first]}${koreanGivenReadings[second]}`,
  };
}

export const dottedName = (random: Random): MadeUpName => ({ name: random.pick(dotted) });

export const latinName = (random: Random): MadeUpName => ({ name: random.pick(latin) });

/** What those who answer for an application are written, by mail: which, of what day, where to look. */
export interface ClientWords {
  service: string;
  /** yyyy-mm-dd */
  day: string;
  link: string;
}

type Mails = Record<
  'zh-CN' | 'ko' | 'en',
  { subject: string; text: (words: ClientWords) => string }
>;

export const clientTemplates = {
  client_review_due: {
    'zh-CN': {
      subject: '接入应用需要年度复核',
      text: ({ service, day, link }) =>
        `“${service}”的年度复核应在 ${day} 前完成。请打开 ${link} 核对登记内容和联系人，确认无误后完成复核。`,
    },
    ko: {
      subject: '응용의 년도 재심사가 필요합니다',
      text: ({ service, day, link }) =>
        `“${service}”의 년도 재심사를 ${day} 전에 마쳐야 합니다. ${link} 를 열고 등록내용과 련락처를 확인한 다음 재심사를 마쳐주십시오.`,
    },
    en: {
      subject: 'Yearly review of an application',
      text: ({ service, day, link }) =>
        `The yearly review of ${service} is due by ${day}. Please open ${link}, look at what is registered and at the contacts, and confirm it.`,
    },
  },
  client_review_late: {
    'zh-CN': {
      subject: '接入应用的年度复核已逾期',
      text: ({ service, day, link }) =>
        `“${service}”的年度复核应在 ${day} 前完成，现已逾期。工作人员可能会暂停该应用。请尽快打开 ${link} 完成复核。`,
    },
    ko: {
      subject: '응용의 년도 재심사기한이 지났습니다',
      text: ({ service, day, link }) =>
        `“${service}”의 년도 재심사는 ${day} 전에 마쳐야 했으나 기한이 지났습니다. 직원이 이 응용을 정지할수 있습니다. 되도록 빨리 ${link} 를 열고 재심사를 마쳐주십시오.`,
    },
    en: {
      subject: 'Yearly review overdue',
      text: ({ service, day, link }) =>
        `The yearly review of ${service} was due by ${day}. Staff may stop the application. Please open ${link} and do it soon.`,
    },
  },
  client_resumed: {
    'zh-CN': {
      subject: '接入应用已恢复',
      text: ({ service, day, link }) =>
        `“${service}”自 ${day} 起暂停，现已恢复，用户可以重新登录。请检查应用是否正常：${link}`,
    },
    ko: {
      subject: '응용이 다시 열렸습니다',
      text: ({ service, day, link }) =>
        `“${service}”은(는) ${day} 부터 정지되였으나 지금 다시 열려 사람들이 로그인할수 있습니다. 응용이 정상인지 확인해주십시오: ${link}`,
    },
    en: {
      subject: 'An application is open again',
      text: ({ service, day, link }) =>
        `${service} was stopped on ${day} and lets people in again. Please look whether it works: ${link}`,
    },
  },
  client_answers_again: {
    'zh-CN': {
      subject: '接入应用的服务器已恢复应答',
      text: ({ service, day, link }) =>
        `“${service}”的服务器自 ${day} 起没有应答，现已恢复，期间的通知正在补发。请打开 ${link} 查看送达记录。`,
    },
    ko: {
      subject: '응용의 봉사기가 다시 응답합니다',
      text: ({ service, day, link }) =>
        `“${service}”의 봉사기가 ${day} 부터 응답하지 않았으나 지금 다시 응답하여 그동안의 통지를 보내고있습니다. ${link} 를 열고 전달기록을 보아주십시오.`,
    },
    en: {
      subject: 'The server of an application answers again',
      text: ({ service, day, link }) =>
        `The server of ${service} had not answered since ${day}. It does again, and what it missed is being sent. The deliveries are listed at ${link}`,
    },
  },
  client_receipt_owed: {
    'zh-CN': {
      subject: '接入应用已停用，请提交数据删除回执',
      text: ({ service, day, link }) =>
        `“${service}”已于 ${day} 停用，用户不能再登录。请删除所取得的个人信息，并由部门管理员在管理台提交数据删除回执。应用详情：${link}`,
    },
    ko: {
      subject: '응용이 끝났습니다. 자료삭제확인서를 내주십시오',
      text: ({ service, day, link }) =>
        `“${service}”은(는) ${day} 에 끝나 더는 로그인할수 없습니다. 받은 개인정보를 삭제하고 부문관리원이 관리대에서 자료삭제확인서를 내주십시오. 응용: ${link}`,
    },
    en: {
      subject: 'An application ended: a receipt of deletion is owed',
      text: ({ service, day, link }) =>
        `${service} ended on ${day}; nobody can sign in there any more. Please delete the personal data that it was given, and have the administrator of your department hand in the receipt on the console. The application: ${link}`,
    },
  },
} satisfies Record<string, Mails>;

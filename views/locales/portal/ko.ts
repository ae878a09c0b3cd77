import type { refusals as inChinese, PortalCatalogue } from './zh-CN.ts';

export const ko: PortalCatalogue = {
  title: '응용련결마당',
  sign_in: {
    title: '응용련결마당에 로그인',
    lead: '각 부문 응용의 개발일군을 위한 곳입니다. 사업용 메일주소를 적으면 일회용 인증번호를 보내드립니다. 비밀번호는 없습니다.',
    sandbox:
      '여기는 연습환경입니다. 사업용 메일주소만 있으면 누구나 들어올수 있습니다. 여기의 주민은 모두 꾸며낸 사람입니다.',
    production: '처음 들어오려면 부문관리원이 당신의 사업용 메일주소를 초청해야 합니다.',
    no_mail:
      '이 사이트에는 메일발송이 설정되여있지 않아 지금 로그인할수 없습니다. 도움 전화에 련락하십시오.',
    address: '사업용 메일주소',
    submit: '인증번호 보내기',
    said: {
      signed_out: '로그아웃하였습니다.',
      idle: '30분동안 조작이 없었습니다. 다시 로그인하십시오.',
      absolute: '로그인한지 12시간이 되였습니다. 다시 로그인하십시오.',
    },
    missing_address: '사업용 메일주소를 적어주십시오.',
    wait: (minutes) => `시도가 너무 많습니다. ${minutes}분후에 다시 하십시오.`,
    code_title: '인증번호 입력',
    code_lead: (address) =>
      `${address} 가 들어올수 있는 주소라면 인증번호를 그리로 보냈습니다. 받지 못하였으면 스팸메일함을 보거나 부문관리원에게 초청을 부탁하십시오.`,
    code: '인증번호',
    code_hint: '6자리 수자, 10분안에, 이 열람기에서만 쓸수 있습니다.',
    code_submit: '로그인',
    other: '다른 주소로, 또는 다시 보내기',
    missing_code: '인증번호를 적어주십시오.',
    wrong_code:
      '인증번호가 틀리거나 이미 썼거나 기한이 지났습니다. 마지막 메일을 확인하고, 여러번 틀리면 다시 받으십시오.',
  },
  done: {
    joined: '부문에 들어왔습니다.',
    declined: '초청을 사절하였습니다.',
    left: '부문에서 나왔습니다.',
  },
  home: {
    title: '나의 응용',
    invited: '초청',
    invited_by: (department) => `${department}에서 당신을 초청합니다`,
    until: (day) => `${day}까지 유효`,
    join: '들어가기',
    join_which: (department) => `${department}에 들어가기`,
    decline: '사절',
    decline_which: (department) => `${department} 사절`,
    own: '나 혼자의 초안',
    own_lead:
      '당신만 볼수 있습니다. 부문의 초청을 받아야 부문의 이름으로 응용을 제출할수 있습니다.',
    app: '응용',
    id: 'client_id',
    state: '진도',
    states: {
      draft: '초안',
      submitted: '제출됨',
      approved: '비준됨',
      live: '운영중',
      suspended: '중지됨',
      retired: '내려짐',
    },
    no_apps: '아직 응용이 없습니다.',
    nothing:
      '아직 어느 부문에도 속하지 않습니다. 부문관리원에게 관리대의 “응용 개발일군”에서 당신의 메일주소를 초청하도록 부탁하십시오.',
    leave: '이 부문에서 나가기',
    leave_what:
      '나가면 이 부문의 응용이 보이지 않습니다. 응용은 부문의것이므로 그대로 남습니다. 다시 들어오려면 새로 초청을 받아야 합니다.',
  },
};

export const refusals: typeof inChinese = {
  'developers.address_form': {
    title: '사업용 메일주소를 이렇게 적을수 없습니다',
    what: '사업용 메일주소는 “이름@단위도메인” 형식이며 190글자를 넘을수 없습니다.',
    now: '확인하고 다시 적어주십시오.',
  },
  'developers.domain_refused': {
    title: '이 도메인의 메일주소는 받지 않습니다',
    what: '여기서는 다음 도메인의 사업용 메일주소만 받습니다: {domains}.',
    now: '단위의 메일주소를 쓰십시오.',
  },
  'developers.entry_over': {
    title: '이번 로그인은 무효로 되였습니다',
    what: '인증번호가 너무 늦었거나 그것을 요구한 열람기에서 입력하지 않았습니다.',
    now: '사업용 메일주소를 다시 적어주십시오.',
  },
  'developers.invitation_over': {
    title: '초청을 더 쓸수 없습니다',
    what: '이 초청은 이미 쓰였거나 취소되였거나 기한이 지났습니다.',
    now: '부문관리원에게 다시 초청을 부탁하십시오.',
  },
  'developers.not_here': {
    title: '이 응용을 찾지 못하였습니다',
    what: '이런 응용이 없거나 당신이 속한 부문의것이 아닙니다.',
    now: '“나의 응용”에 돌아가 확인하거나 부문관리원에게 련락하십시오.',
  },
};

import { ko as checks } from './checks/ko.ts';
import type { RecoveryCatalogue } from './zh-CN.ts';

export const ko = {
  ...checks,
  paper: {
    way: '창구에서 받은 인수번호가 있습니다',
    title: '창구에서 받은 인수번호로 로그인',
    lead: '정무대청 창구에서 증건을 보이면 사업일군이 인수번호가 적힌 쪽지를 찍어드립니다. 휴대전화는 필요없습니다.',
    code: '인수번호',
    code_hint: '쪽지에 적힌 16자리 자모와 수자. 줄표나 대소문자는 가리지 않습니다.',
    number: '증건번호',
    number_hint: '창구에서 보인 그 증건. 려권은 발급국부호를 앞에 쓰십시오. 례: KOR:M00000001',
    submit: '다음',
    none: '쪽지가 없거나 잃어버린 경우: 증건을 가지고 아무 정무대청 창구에 가서 새로 받으십시오. 그러면 이전것은 무효로 됩니다.',
    back: '다른 방식으로 로그인',
  },
  regain: {
    title: '비밀번호 설정',
    lead: '신분이 확인되였습니다. 비밀번호를 설정하십시오. 앞으로는 증건번호와 이 비밀번호로 로그인합니다.',
    password: '비밀번호',
    login_name: '로그인이름(쓰지 않아도 됨)',
    login_name_hint:
      '자모로 시작하는 4~40자의 자모, 수자, 점, 줄표, 밑줄. 쓰지 않으면 증건번호로 로그인하며, 이미 있는 이름은 그대로 둡니다.',
    after: {
      paper:
        '보관하면 인수번호는 무효로 되고 다른 기기의 로그인은 모두 끝납니다. 원래의 부문계정은 계속 쓸수 있습니다.',
      recovery:
        '보관하면 이전 비밀번호는 무효로 되고 다른 기기의 로그인은 모두 끝납니다. 원래의 부문계정은 계속 쓸수 있습니다.',
    },
    submit: '보관하고 로그인',
  },
  counter: {
    title: '창구 인수번호',
    intro:
      '창구에서 증건원본을 보인 사람에게 한번만 쓰는 인수번호 쪽지를 드립니다. 계정이 없으면 이것으로 만들고, 로그인할수 없으면 비밀번호를 다시 설정합니다. 휴대전화는 필요없습니다. 찍을 때마다 본인의 “처리기록”에 적힙니다.',
    before: '먼저 증건원본과 본인을 대조한 다음 적으십시오.',
    name: '이름',
    name_hint: '증건에 적힌 그대로.',
    id_type: '증건종류',
    id_number: '증건번호',
    id_number_hint:
      '빈칸, 소문자 x, 전각문자도 됩니다. 려권은 발급국부호를 앞에 쓰십시오. 례: KOR:M00000001',
    reason_code: '사유(본인이 볼수 있음)',
    reasons: {
      no_account: '계정이 없어 처음 만듦',
      no_phone: '휴대전화가 없어 스스로 등록하거나 되찾을수 없음',
      ways_lost: '원래 계정으로 로그인할수 없음',
    },
    paper_lang: '쪽지의 언어(본인이 읽는것)',
    note: '설명(본인은 볼수 없음)',
    note_hint: '10자 이상, 례하면 대기표번호. 이름, 증건번호, 전화번호는 쓰지 마십시오.',
    submit: '인수번호 찍기',
    list_link: '찍은 기록 보기',
    conflict: '이 번호는 다른 이름으로 등록되여있습니다',
    conflict_compare:
      '찍지 않았고 아무것도 바뀌지 않았습니다. 이름과 번호를 한 글자씩 대조하고 고친 다음 다시 찍으십시오.',
    conflict_certain: '증건원본과 완전히 같음, 조사에 넘기기',
    conflict_certain_hint:
      '“중복신분”에 들어가 담당자가 조사합니다. 상대방에게 알려주십시오: 오늘은 받을수 없으며 조사한 뒤 따로 알려드립니다.',
    conflict_asked: '조사에 넘겼습니다. 인수번호는 찍지 않았고 아무것도 바뀌지 않았습니다.',
    conflict_say:
      '상대방에게 알려주십시오: 등록된 정보가 증건과 달라 조사가 필요하므로 지금은 인수번호를 받을수 없습니다.',
    stopped: '이 신분은 정지되였거나 말소되였습니다',
    stopped_say:
      '찍지 않았습니다. 인수번호로 정지를 에돌수 없습니다. 성급 관리부문이나 도움 전화에 련락하도록 알려주십시오.',
    printed: '인수번호가 만들어졌습니다',
    printed_lead:
      '이번 한번만 표시됩니다. 곧 찍어(Ctrl+P) 본인에게 직접 주십시오. 사진을 찍거나 베끼지 마십시오.',
    paper_title: '통일신분 인수번호',
    of: (masked: string) => `이름: ${masked}`,
    good: (until: string) => `${until}까지 유효하며 한번만 쓸수 있습니다.`,
    how: '쓰는 방법',
    steps: (address: string) => [
      `${address} 를 여십시오. 휴대전화, 콤퓨터, 대청의 자동봉사기 모두 됩니다. 전화번호는 필요없습니다.`,
      '“창구에서 받은 인수번호가 있습니다”를 고르고 우의 인수번호와 증건번호를 입력하십시오.',
      '비밀번호를 설정하십시오. 앞으로는 증건번호와 비밀번호로 로그인합니다.',
    ],
    warnings: [
      '이 종이를 열쇠처럼 건사하십시오. 사업일군이라고 하는 사람을 포함하여 누구에게도 인수번호를 알려주지 마십시오.',
      '잃어버리면 증건을 가지고 창구에서 새로 받으십시오. 이전것은 무효로 됩니다. 도움 전화에 쪽지번호를 알려 무효로 할수도 있습니다.',
    ],
    paper_number: (number: string) => `쪽지번호: ${number}(인수번호가 아님)`,
    printed_at: (department: string, at: string) => `${department} · ${at}`,
    another: '다음 분',
    papers: '인수번호 찍은 기록',
    papers_intro: '맡은 범위의 창구에서 찍은 쪽지, 최근것부터. 받은 사람은 표시하지 않습니다.',
    columns: {
      number: '쪽지번호',
      department: '창구',
      staff: '사업일군',
      reason: '사유',
      printed_at: '찍은 시간',
      until_at: '유효기한',
      state: '상태',
    },
    states: { open: '쓰지 않음', used: '썼음', voided: '무효', over: '기한 지남' },
    ended_at: '쓴 시간 또는 무효로 한 시간',
    mine: '사업일군',
    only_mine: '내가 찍은것만',
    empty: '찍은 기록이 없습니다.',
    void: '이 쪽지를 무효로 하기',
    void_what:
      '쪽지를 잃어버렸거나 잘못 준 경우에 무효로 합니다. 인수번호는 더는 쓸수 없으며 본인은 창구에서 새로 받을수 있습니다.',
    void_button: '무효로 하기',
    back: '찍은 기록으로',
    to_form: '새 인수번호 찍기',
  },
  support: {
    recovery: '계정 되찾기',
    recovery_waits: (due: string) => `기다리는중, ${due} 이후 비밀번호를 설정할수 있음`,
    paper: '창구 인수번호',
    paper_open: (number: string, until: string) => `쪽지 ${number} 쓰지 않음, ${until}까지 유효`,
  },
} satisfies RecoveryCatalogue;

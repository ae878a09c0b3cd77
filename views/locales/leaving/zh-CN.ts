/** Sign-out that goes on at the department whose account was used. `name` is the source's. */
export const zhCN = {
  choose: (name: string) => `同时退出${name}的登录`,
  title: (name: string) => `${name}的登录`,
  may_live: (name: string) => `您是通过${name}登录的，那里的登录可能还没有退出。`,
  goes_on: (name: string) => `您在这里已经退出。接下来前往${name}，退出那里的登录。`,
  submit: (name: string) => `也退出${name}`,
  submit_again: (name: string) => `再次前往${name}退出`,
  gone: (name: string) => `没有收到${name}的结果，那里的登录可能还没有退出。`,
  ended: (name: string) => `${name}的登录也已退出。`,
  not_ended: (name: string) =>
    `${name}没有确认退出，那里的登录可能还在。在公用电脑上，请关闭浏览器。`,
  unreachable: (name: string) =>
    `${name}的系统现在没有应答，不能前往退出。在公用电脑上，请关闭浏览器。`,
  back_title: (name: string) => `返回${name}`,
  back_text: (name: string) => `您在这里已经退出。请返回${name}，完成退出。`,
};

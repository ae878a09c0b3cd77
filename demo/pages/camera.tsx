import type { VNode } from 'preact';
import { Page } from './page.tsx';

/** In place of a camera: whoever tries it says who stood before it. */
export function CameraPage({ name, action }: { name: string; action: string }): VNode {
  return (
    <Page place="authenticator" title="人脸核验 · 松花示例" owner="松花示例 · 人脸核验">
      <h1>镜头前是谁？</h1>
      <p>示例中没有摄像头，也不拍照。要核验的人是{name}，请选择镜头前是不是本人。</p>
      <form method="post" action={action} class="card">
        <button type="submit" name="who" value="themselves">
          是{name}本人
        </button>
        <button type="submit" name="who" value="another" class="quiet">
          是另一个人
        </button>
        <button type="submit" name="who" value="nobody" class="quiet">
          不核验，返回
        </button>
      </form>
    </Page>
  );
}

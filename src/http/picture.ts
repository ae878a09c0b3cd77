import qrcode from 'qrcode';
import type { AppPicture } from '../../views/components/app-picture.tsx';

/** The squares of a QR code (ISO/IEC 18004) as one path, so that nothing but our own markup is on the page. */
export function pictureOf(address: string, secret: string): AppPicture {
  const { size, data } = qrcode.create(address, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let at = 0; at < data.length; at += 1)
    if (data[at]) path += `M${at % size} ${Math.floor(at / size)}h1v1h-1z`;
  return { size, path, secret };
}

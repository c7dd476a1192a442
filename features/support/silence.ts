import { connect, type Socket } from 'node:net';

// A connection that sends nothing. It is silent when `from` has been accepted, by the system or by the process.
export class Silence {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // One that is refused may be reset.
    socket.on('error', () => undefined).resume();
  }

  static from(address: string, port: number): Promise<Silence> {
    const socket = connect({ host: '127.0.0.1', port, localAddress: address });
    return new Promise((resolve, reject) => {
      socket.once('error', reject).once('connect', () => {
        resolve(new Silence(socket));
      });
    });
  }

  end(): void {
    this.#socket.destroy();
  }
}

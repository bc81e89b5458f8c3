package dev.sluice.timer;

class TimerHeapTest extends TimersContract {
  @Override
  protected Timers open() {
    return Timers.heap();
  }

  @Override
  protected long resolution() {
    return 1;
  }

  @Override
  protected int many() {
    return 1_000_000;
  }
}

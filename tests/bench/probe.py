"""How slow is the machine now? Its speed goes up and down by half within minutes."""
import hashlib
import time


def probe():
    """Seconds of processor time for a piece of work that is always the same."""
    took = []
    for _ in range(3):
        began = time.thread_time()
        hashlib.sha256(bytes(1 << 18)).digest()
        took.append(time.thread_time() - began)
    return min(took)

"""The other side of bench/augment.ts: albumentations on one core, a batch for each line read, its processor seconds printed.

    albumentations==2.0.8, opencv-python-headless==5.0.0.93
"""
import sys
import time

import albumentations as A
import cv2
import numpy as np

cv2.setNumThreads(1)
BATCH, SIZE = 32, 256
pipeline = A.Compose([
    A.HorizontalFlip(p=0.5), A.VerticalFlip(p=0.5),
    A.Affine(rotate=(-30, 30), scale=(0.8, 1.2), translate_percent=(-0.1, 0.1), border_mode=cv2.BORDER_REFLECT_101, p=1),
    A.ColorJitter(brightness=(0.8, 1.2), contrast=(0.8, 1.2), saturation=(0.8, 1.2), hue=(-0.05, 0.05), p=1),
    A.Normalize(p=1),
])
y, x, k = np.mgrid[:SIZE, :SIZE, :3].astype(float)
samples = [(128 + 80 * np.sin(x / 15 + n) * np.cos(y / 20 + k) + 20 * np.sin(x * y)).clip(0, 255).astype(np.uint8) for n in range(BATCH)]
mask = np.uint8(255 * (np.hypot(x[..., 0] - 128, y[..., 0] - 128) < 80))
images, masks = np.empty((BATCH, SIZE, SIZE, 3), np.float32), np.empty((BATCH, SIZE, SIZE), np.float32)

for _ in sys.stdin:
    start = time.process_time()
    for n, sample in enumerate(samples):
        result = pipeline(image=sample, mask=mask)
        images[n] = result["image"]
        masks[n] = result["mask"] > 128
    print(time.process_time() - start, flush=True)

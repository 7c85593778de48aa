# Writes the rest from torch-1.13.onnx: python3 ort_quantize.py (onnxruntime 1.31.1, onnx 1.23.2, numpy)
import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static
from onnxruntime.transformers.float16 import convert_float_to_float16

SOURCE = "torch-1.13.onnx"


class Pictures(CalibrationDataReader):
    """A picture of each class as TinyDataset draws them, without the noise's own generator."""

    def __init__(self):
        dice = np.random.default_rng(1)
        band = np.arange(28) * 10 // 28
        self.left = [(dice.integers(0, 64, (1, 1, 28, 28)) + 150 * (band == label)[:, None]).astype(np.float32) / 255 for label in range(10)]
        self.left.append(np.linspace(0, 1, 784, dtype=np.float32).reshape(1, 1, 28, 28))

    def get_next(self):
        return {"pixels": self.left.pop()} if self.left else None


quantize_static(SOURCE, "ort-qdq.onnx", Pictures(), quant_format=QuantFormat.QDQ, activation_type=QuantType.QInt8, weight_type=QuantType.QInt8)
quantize_static(SOURCE, "ort-qoperator.onnx", Pictures(), quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)
quantize_dynamic(SOURCE, "ort-dynamic.onnx")
onnx.save(convert_float_to_float16(onnx.load(SOURCE)), "ort-float16.onnx")

# Writes torch-1.13.onnx: python3 torch_export.py (PyTorch 1.13.1)
import torch


class Bands(torch.nn.Module):
    """Right on every picture of TinyDataset, scaled to 0..1; see ForeignModel.cs."""

    def __init__(self):
        super().__init__()
        band = torch.arange(28) * 10 // 28
        rows = torch.bincount(band)
        weight = torch.zeros(10, 28, 28)
        for row in range(28):
            weight[band[row], row] = 20.0 / (rows[band[row]] * 28)
        self.register_buffer("bands", weight.reshape(10, 784))

    def forward(self, x):
        lit = torch.relu(1 - 2 * (x.flatten(1) - 0.7).abs())
        return torch.log_softmax(torch.nn.functional.linear(lit, self.bands), 1)


torch.onnx.export(Bands(), torch.zeros(1, 1, 28, 28), "torch-1.13.onnx", opset_version=13,
                  input_names=["pixels"], output_names=["log_probabilities"],
                  dynamic_axes={"pixels": {0: "batch"}, "log_probabilities": {0: "batch"}})

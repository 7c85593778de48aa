using Toolchain.Samples.Residual;
using Toolchain.TorchModules;
using static TorchSharp.torch;

// Trains a residual network of its own classes a little, and saves it for 'exporter export'. usage: residual <checkpoint>
var path = args is [var file] ? file : "stripes.safetensors";
NetworkCheckpoint.PrepareTorchSharp();
random.manual_seed(1);

using var network = new StripesNetwork();
using var optimizer = optim.Adam(network.parameters(), 0.01);
for (var step = 0; step < 40; step++)
{
    using var scope = NewDisposeScope();
    var (pictures, labels) = Stripes(32);
    optimizer.zero_grad();
    nn.functional.cross_entropy(network.call(pictures), labels).backward();
    optimizer.step();
}

network.eval();
var (example, _) = Stripes(8);
NetworkCheckpoint.Save(network, example, path, new SaveOptions { ClassNames = ["across", "down", "neither"] });

// noise, on which rows or columns shine
static (Tensor Pictures, Tensor Labels) Stripes(int count)
{
    var labels = randint(0, 3, count);
    var pictures = rand(count, 1, 16, 16);
    for (var i = 0; i < count; i++)
    {
        var stripes = (arange(16) % 4 < 2).to(float32);
        var light = labels[i].item<long>() switch { 0 => stripes.reshape(16, 1), 1 => stripes.reshape(1, 16), _ => zeros(1, 1) };
        pictures[i, 0] += light;
    }

    return (pictures, labels);
}

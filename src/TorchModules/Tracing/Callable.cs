using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>Something a module may be called with beside the values it reads, such as a mask.</summary>
/// <param name="Name">What it is, for messages.</param>
/// <param name="Value">It, where it was given.</param>
/// <param name="MayBeZeros">Whether zeros are as good as nothing.</param>
internal sealed record Extra(string Name, Tensor? Value, bool MayBeZeros = false);

/// <summary>One who is told of the calls of a module.</summary>
internal interface IWatcher
{
    /// <summary>A call begins.</summary>
    void Read(IReadOnlyList<Tensor> inputs, params IReadOnlyList<Extra> extras);

    /// <summary>A call ends.</summary>
    /// <returns>What the caller is to get.</returns>
    IReadOnlyList<Tensor> Record(IReadOnlyList<Tensor> outputs);
}

/// <summary>How a module is called, whatever its forward looks like: tensors in, tensors out.</summary>
/// <param name="Call">Calls it.</param>
/// <param name="Watch">Watches its calls, until what it returns is called.</param>
internal sealed record Callable(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Call, Func<IWatcher, Action> Watch)
{
    /// <summary>How to call a module of a known class, or null where it takes or gives what no layer does.</summary>
    public static Callable? Of(nn.Module module) => module switch
    {
        Modules.TransformerEncoder encoder => Masked(encoder!, "a mask", "a padding mask"),
        Modules.EmbeddingBag bag => Masked(bag, "offsets", "weights for each sample"),
        Modules.RNN or Modules.GRU => Recurrence((nn.Module<Tensor, Tensor?, (Tensor, Tensor)>)module),
        Modules.LSTM lstm => Memory(lstm),
        Modules.MultiheadAttention attention => Attention(attention),
        nn.Module<Tensor, Tensor> one => One(one),
        nn.Module<Tensor, Tensor, Tensor> two => Two(two),
        nn.Module<Tensor, Tensor, Tensor, Tensor> three => Three(three),
        nn.Module<Tensor[], Tensor> many => Many(many),
        _ => null,
    };

    private static Callable One(nn.Module<Tensor, Tensor> module) => new(
        inputs => [module.call(inputs[0])],
        watcher => Both(
            module.register_forward_pre_hook((_, input) =>
            {
                watcher.Read([input]);
                return input;
            }).remove,
            module.register_forward_hook((_, _, output) => watcher.Record([output])[0]).remove));

    private static Callable Two(nn.Module<Tensor, Tensor, Tensor> module) => new(
        inputs => [module.call(inputs[0], inputs[1])],
        watcher => Both(
            module.register_forward_pre_hook((_, left, right) =>
            {
                watcher.Read([left, right]);
                return null;
            }).remove,
            module.register_forward_hook((_, _, _, output) => watcher.Record([output])[0]).remove));

    private static Callable Three(nn.Module<Tensor, Tensor, Tensor, Tensor> module) => new(
        inputs => [module.call(inputs[0], inputs[1], inputs[2])],
        watcher => Both(
            module.register_forward_pre_hook((_, first, second, third) =>
            {
                watcher.Read([first, second, third]);
                return null;
            }).remove,
            module.register_forward_hook((_, _, _, _, output) => watcher.Record([output])[0]).remove));

    private static Callable Many(nn.Module<Tensor[], Tensor> module) => new(
        inputs => [module.call([.. inputs])],
        watcher => Both(
            module.register_forward_pre_hook((_, all) =>
            {
                watcher.Read(all);
                return all;
            }).remove,
            module.register_forward_hook((_, _, output) => watcher.Record([output])[0]).remove));

    private static Callable Masked(nn.Module<Tensor, Tensor?, Tensor?, Tensor> module, string second, string third) => new(
        inputs => [module.call(inputs[0], null, null)],
        watcher => Both(
            module.register_forward_pre_hook((_, input, one, other) =>
            {
                watcher.Read([input], new Extra(second, one), new Extra(third, other));
                return null;
            }).remove,
            module.register_forward_hook((_, _, _, _, output) => watcher.Record([output])[0]).remove));

    private static Callable Recurrence(nn.Module<Tensor, Tensor?, (Tensor, Tensor)> module) => new(
        inputs =>
        {
            var (output, state) = module.call(inputs[0], null);
            return [output, state];
        },
        watcher => Both(
            module.register_forward_pre_hook((_, input, state) =>
            {
                watcher.Read([input], new Extra("a first state", state, MayBeZeros: true));
                return null;
            }).remove,
            module.register_forward_hook((_, _, _, answer) => watcher.Record([answer.Item1, answer.Item2]) is [var output, var state] ? (output, state) : answer).remove));

    private static Callable Memory(nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)> module) => new(
        inputs =>
        {
            var (output, state, memory) = module.call(inputs[0], null);
            return [output, state, memory];
        },
        watcher => Both(
            module.register_forward_pre_hook((_, input, states) =>
            {
                watcher.Read([input], new Extra("a first state", states?.Item1, MayBeZeros: true), new Extra("a first memory", states?.Item2, MayBeZeros: true));
                return null;
            }).remove,
            module.register_forward_hook((_, _, _, answer) => watcher.Record([answer.Item1, answer.Item2, answer.Item3]) is [var output, var state, var memory] ? (output, state, memory) : answer).remove));

    // its second output, the weights, is none that a layer gives, and there is none where it was not asked for
    private static Callable Attention(nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>> module) => new(
        inputs => [module.call(inputs[0], inputs[1], inputs[2], null, true, null).Item1],
        watcher => Both(
            module.register_forward_pre_hook((_, query, key, value, padding, _, mask) =>
            {
                watcher.Read([query, key, value], new Extra("a padding mask", padding), new Extra("a mask", mask));
                return null;
            }).remove,
            module.register_forward_hook((_, _, _, _, _, _, _, answer) => Tuple.Create(watcher.Record([answer.Item1])[0], answer.Item2)).remove));

    private static Action Both(Action first, Action second) => first + second;
}

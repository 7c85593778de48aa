namespace Toolchain.Contracts.Samples;

/// <summary>How training images are varied, anew in every epoch: a pure function of seed, epoch and sample. All zero: not at all.</summary>
/// <param name="Shift">Largest shift along each axis, in pixels.</param>
/// <param name="Rotate">Largest rotation either way, in degrees.</param>
/// <param name="Scale">Largest relative change of size along each axis: 0.1 is 0.9 to 1.1 times.</param>
/// <param name="Shear">Largest shear: horizontal shift per row, as a share.</param>
/// <param name="Elastic">Strength of the elastic distortion: standard deviation of the displacement in pixels (Simard, Steinkraus and Platt, 2003).</param>
/// <param name="Smoothness">How smooth the elastic distortion is: standard deviation of its Gaussian, in pixels.</param>
public sealed record AugmentationSpec(double Shift = 0, double Rotate = 0, double Scale = 0, double Shear = 0, double Elastic = 0, double Smoothness = 4)
{
    /// <summary>Checks the numbers.</summary>
    /// <exception cref="FormatException">One of them is impossible; the message names it.</exception>
    public void Validate()
    {
        Require(Shift, 0, 28, "shift");
        Require(Rotate, 0, 180, "rotate");
        Require(Scale, 0, 0.9, "scale");
        Require(Shear, 0, 1, "shear");
        Require(Elastic, 0, 28, "elastic");
        Require(Smoothness, 0.5, 28, "smoothness");
    }

    private static void Require(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            throw new FormatException($"{name} is {value}; it must be between {least} and {most}");
        }
    }
}

using Microsoft.Extensions.Options;

namespace Billing.Grains.Invoices;

/// <summary>What the options must be like; the program does not start with others.</summary>
internal sealed class SenderChecks : IValidateOptions<SenderOptions>
{
    public ValidateOptionsResult Validate(string? name, SenderOptions options)
    {
        try
        {
            _ = options.OtherFont.Length == 0 ? null : TrueTypeFont.Read(options.OtherFont);

            return ValidateOptionsResult.Success;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return ValidateOptionsResult.Fail(
                $"Billing:Brand:OtherFont: expected a file of a font with TrueType outlines (.ttf), or nothing; {options.OtherFont}: {problem.Message}");
        }
    }
}

using Billing.Contracts.Changes;
using Billing.Portal.Desk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;

namespace Billing.Portal.Tests.Desk;

public sealed class FormProblemsTests
{
    private static readonly IStringLocalizer<Words> Text = new ServiceCollection()
        .AddLocalization().AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance)
        .BuildServiceProvider().GetRequiredService<IStringLocalizer<Words>>();

    private readonly FormProblems _problems = new(Text, new FailureDesk(Text, NullLogger<FailureDesk>.Instance), "Name", "Aliases");

    [Fact]
    public void A_refusal_goes_to_its_field_and_the_rest_above_the_button()
    {
        Assert.False(_problems.Take(ChangeReply.Refused([new("Name", "1 to 200 characters"), new("aliases[2]", "no spaces"), new("Zone", "a zone")])));
        Assert.Equal("Expected: 1 to 200 characters", _problems["Name"]);
        Assert.Equal("Expected: no spaces", _problems["Aliases"]);
        Assert.Equal("Zone: expected a zone", _problems.General);
    }

    [Fact]
    public void A_conflict_offers_to_load_again_and_what_is_done_leaves_nothing()
    {
        Assert.False(_problems.Take(ChangeReply.Conflict));
        Assert.True(_problems.IsConflict);
        Assert.True(_problems.Take(new ChangeReply(ChangeResult.Done)));
        Assert.True(_problems.IsEmpty);
        Assert.False(_problems.IsConflict);
    }
}

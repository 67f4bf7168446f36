using Billing.Portal.Design;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Billing.Portal.Tests.Design;

/// <summary>A page looks again while it is seen, outlives a moment without its database, and says when it cannot.</summary>
public sealed class FollowingTests : BunitContext
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _clock = new();
    private readonly Queue<Exception> _failures = new();
    private int _looks;

    public FollowingTests()
    {
        Services.AddSingleton<TimeProvider>(_clock);
        Seen(true);
    }

    [Fact]
    public void It_looks_once_every_so_often()
    {
        Follow();

        Beat();
        Beat();

        Assert.Equal(2, _looks);
    }

    [Fact]
    public void It_does_not_look_while_nobody_sees_the_page()
    {
        Follow();
        Seen(false);

        Beat();
        Assert.Equal(0, _looks);

        Seen(true);
        Beat();
        Assert.Equal(1, _looks);
    }

    [Fact]
    public void It_does_not_look_while_it_is_paused()
    {
        var page = Follow(paused: true);

        Beat();
        Assert.Equal(0, _looks);

        page.Render(live => live.Add(it => it.Paused, false));
        Beat();
        Assert.Equal(1, _looks);
    }

    [Fact]
    public void Two_looks_that_fail_are_made_up_for_by_the_next_and_forgotten()
    {
        var page = Follow();

        for (var round = 0; round < 2; round++)
        {
            _failures.Enqueue(new TimeoutException());
            _failures.Enqueue(new TimeoutException());
            Beat();
            Beat();
            Beat();
        }

        Assert.Equal(6, _looks);
        Assert.Null(page.Instance.Failure);
    }

    [Fact]
    public void The_third_failure_in_a_row_is_the_pages_own()
    {
        var page = Follow();
        _failures.Enqueue(new TimeoutException("one"));
        _failures.Enqueue(new TimeoutException("two"));
        _failures.Enqueue(new TimeoutException("three"));

        Beat();
        Beat();
        Beat();
        Beat();

        Assert.Equal(3, _looks);
        Assert.Equal("three", page.Instance.Failure?.Message);
    }

    [Fact]
    public void An_error_of_the_page_itself_is_told_at_once()
    {
        var page = Follow();
        _failures.Enqueue(new InvalidOperationException("wrong"));

        Beat();

        Assert.Equal("wrong", page.Instance.Failure?.Message);
    }

    [Fact]
    public async Task A_page_that_was_left_is_not_followed()
    {
        Follow();
        await DisposeComponentsAsync();

        Beat();

        Assert.Equal(0, _looks);
    }

    private void Seen(bool seen) => JSInterop.Setup<bool>("portal.isHidden").SetResult(!seen);

    private void Beat()
    {
        _clock.Advance(Every);
        // what the timer's tick set going runs on the renderer's own thread
        Renderer.Dispatcher.InvokeAsync(() => { }).GetAwaiter().GetResult();
    }

    private IRenderedComponent<Page> Follow(bool paused = false) => Render<Page>(page => page
        .Add(it => it.Look, EventCallback.Factory.Create(this, Look))
        .Add(it => it.Paused, paused));

    private void Look()
    {
        _looks++;

        if (_failures.TryDequeue(out var failure))
        {
            throw failure;
        }
    }

    /// <summary>A page with its border for failures, as the frame has one.</summary>
    private sealed class Page : ComponentBase
    {
        [Parameter]
        public EventCallback Look { get; set; }

        [Parameter]
        public bool Paused { get; set; }

        public Exception? Failure { get; private set; }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            builder.OpenComponent<Border>(0);
            builder.AddAttribute(1, nameof(Border.OnFailure), (Action<Exception>)(failure => Failure = failure));
            builder.AddAttribute(2, nameof(Border.ChildContent), (RenderFragment)(inner =>
            {
                inner.OpenComponent<Live>(0);
                inner.AddAttribute(1, nameof(Live.Every), Every);
                inner.AddAttribute(2, nameof(Live.Look), Look);
                inner.AddAttribute(3, nameof(Live.Paused), Paused);
                inner.CloseComponent();
            }));
            builder.CloseComponent();
        }
    }

    private sealed class Border : ErrorBoundaryBase
    {
        [Parameter]
        public Action<Exception> OnFailure { get; set; } = _ => { };

        protected override Task OnErrorAsync(Exception exception)
        {
            OnFailure(exception);

            return Task.CompletedTask;
        }

        protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder)
        {
            if (CurrentException is null)
            {
                builder.AddContent(0, ChildContent);
            }
        }
    }
}
